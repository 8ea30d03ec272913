extension Params {
    /// The numbers by the names that scripts give them.
    package static var names: [String] { fields.map(\.name) }

    /// A number by its name in scripts; nil, and nothing set, for a name that is none.
    package subscript(name name: String) -> Int64? {
        get { Self.fields.first { $0.name == name }.map { self[keyPath: $0.path] } }
        set {
            guard let newValue, let field = Self.fields.first(where: { $0.name == name }) else { return }
            self[keyPath: field.path] = newValue
        }
    }

    /// The name of the number that the published table does not have.
    static let escalationBindsName = "escalation_binds"

    private struct Field {
        var name: String
        var path: WritableKeyPath<Params, Int64>
    }

    private static var fields: [Field] {
        [
            Field(name: "p_min_ppm", path: \.pMinPpm),
            Field(name: "n_first", path: \.nFirst),
            Field(name: "n_max", path: \.nMax),
            Field(name: "sigma", path: \.sigma),
            Field(name: "slash_floor", path: \.slashFloor),
            Field(name: "beta_ppm", path: \.betaPpm),
            Field(name: "gamma_ppm", path: \.gammaPpm),
            Field(name: "abort_bps", path: \.abortBps),
            Field(name: "mult_min_bps", path: \.multMinBps),
            Field(name: "mult_max_bps", path: \.multMaxBps),
            Field(name: "late_decide_bps", path: \.lateDecideBps),
            Field(name: "late_verdict_bps", path: \.lateVerdictBps),
            Field(name: "fee_ppm", path: \.feePpm),
            Field(name: "post_fee", path: \.postFee),
            Field(name: "client_min", path: \.clientMin),
            Field(name: "client_slash", path: \.clientSlash),
            Field(name: "stake_unit", path: \.stakeUnit),
            Field(name: "units_max", path: \.unitsMax),
            Field(name: "verify_reserve_ppm", path: \.verifyReservePpm),
            Field(name: "pool_min_ppm", path: \.poolMinPpm),
            Field(name: "ref_fuel_per_s", path: \.refFuelPerS),
            Field(name: "floor_per_gfuel", path: \.floorPerGfuel),
            Field(name: "v_slack_bps", path: \.vSlackBps),
            Field(name: "max_redraws", path: \.maxRedraws),
            Field(name: "max_declines", path: \.maxDeclines),
            Field(name: "beacon_period", path: \.beaconPeriod),
            Field(name: "beacon_delay", path: \.beaconDelay),
            Field(name: "epoch_len", path: \.epochLen),
            Field(name: "unbond", path: \.unbond),
            Field(name: "t_assign", path: \.tAssign),
            Field(name: "t_fetch", path: \.tFetch),
            Field(name: "t_decide", path: \.tDecide),
            Field(name: "t_verdict", path: \.tVerdict),
            Field(name: "t_reveal", path: \.tReveal),
            Field(name: escalationBindsName, path: \.escalationBinds),
        ]
    }
}
