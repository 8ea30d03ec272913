/// A `{Type, Params}` pair, as v1 spells engines, publishers and sources.
package struct TypedSpec: Hashable, Sendable {
    package var type: String
    /// An object; empty when no parameters are given.
    package var params: JSONValue

    package init(type: String = "", params: JSONValue = .object([])) {
        self.type = type
        self.params = params
    }

    /// A parameter by name, in any case.
    package subscript(_ name: String) -> JSONValue? { params[anyCase: name] }
}

/// One program of a job with its data.
package struct TaskSpec: Hashable, Sendable {
    package var name = ""
    package var engine = TypedSpec()
    /// An empty type means: no publisher.
    ///
    /// Results are kept by the node as a CID all the same.
    package var publisher = TypedSpec()
    package var env = StringMap()
    package var meta = StringMap()
    package var inputs: [InputSpec] = []
    package var resultPaths: [ResultPathSpec] = []
    package var resources = ResourcesSpec()
    package var network = NetworkSpec()
    package var timeouts = TimeoutsSpec()

    package init() {}
}

/// Where one input comes from and where the program sees it.
package struct InputSpec: Hashable, Sendable {
    package var source: TypedSpec
    package var alias: String
    package var target: String

    package init(source: TypedSpec, alias: String = "", target: String) {
        self.source = source
        self.alias = alias
        self.target = target
    }
}

/// A folder of results: published under its name.
package struct ResultPathSpec: Hashable, Sendable {
    package var name: String
    package var path: String

    package init(name: String, path: String) {
        self.name = name
        self.path = path
    }
}

/// The amounts of a task as written (`500m`, `512Mb`); empty means not given.
package struct ResourcesSpec: Hashable, Sendable {
    package var cpu = ""
    package var memory = ""
    package var disk = ""
    package var gpu = ""

    package init() {}
}

/// Whether and whom a task may call.
package struct NetworkSpec: Hashable, Sendable {
    package enum Mode: String, Hashable, Sendable, CaseIterable {
        case `default` = "Default"
        case none = "None"
        case host = "Host"
        case full = "Full"
        case http = "HTTP"
        case bridge = "Bridge"

        /// True when the task asked for a network by name.
        ///
        /// `Default` asks for none: a task is offline unless it says otherwise.
        package var wantsNetwork: Bool { self != .none && self != .default }
    }

    package struct Port: Hashable, Sendable {
        package var name = ""
        package var fixed = 0
        package var target = 0
        package var hostNetwork = ""
        package init() {}
    }

    package var mode = Mode.default
    package var domains: [String] = []
    package var ports: [Port] = []

    package init() {}
}

/// Limits on time in seconds; 0 means not given.
package struct TimeoutsSpec: Hashable, Sendable {
    package var executionSeconds: Int64 = 0
    package var queueSeconds: Int64 = 0
    package var totalSeconds: Int64 = 0

    package init() {}
}
