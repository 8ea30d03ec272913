/// The variables that the system gives to every execution; they win over a task's own.
package enum SystemEnvironment {
    /// The beginning of the names of all of them.
    package static let prefix = "BACALHAU_"

    /// One port of the execution: the name in the spec, where it is on the host and what the program listens on.
    package struct PortBinding: Hashable, Sendable {
        package var name: String
        package var hostPort: Int
        package var port: Int

        package init(name: String, hostPort: Int, port: Int) {
            self.name = name
            self.hostPort = hostPort
            self.port = port
        }
    }

    /// The variables of one execution.
    ///
    /// With `deterministicSeed` (see ``SpecDigest``), the ids of execution and job are made from the seed, so that a
    /// program which prints its environment gives the same bytes on every node.
    package static func make(
        executionID: ExecutionID,
        jobID: JobID,
        jobType: JobType,
        partition: Int,
        partitionCount: Int,
        ports: [PortBinding] = [],
        deterministicSeed: UInt64? = nil
    ) -> StringMap {
        var ids = (execution: executionID, job: jobID)
        if let deterministicSeed {
            var generator = IDGenerator(seed: deterministicSeed)
            ids = (generator.executionID(), generator.jobID())
        }
        var env = StringMap()
        env[prefix + "EXECUTION_ID"] = ids.execution.text
        env[prefix + "JOB_ID"] = ids.job.text
        env[prefix + "JOB_TYPE"] = jobType.rawValue
        env[prefix + "PARTITION_INDEX"] = String(partition)
        env[prefix + "PARTITION_COUNT"] = String(partitionCount)
        for port in ports {
            env[prefix + "HOST_PORT_" + port.name] = String(port.hostPort)
            env[prefix + "PORT_" + port.name] = String(port.port)
        }
        return env
    }
}
