import Commands

// The command line is a library; this program adds the roles that serve.
await Program.main(roles: LiveRoles())
