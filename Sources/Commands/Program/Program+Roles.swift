extension Program {
    /// What `devstack`, `serve`, `run --local`, `data cid` and `internal` are carried out by.
    static var roles: any RoleRunner { LiveRoles() }
}
