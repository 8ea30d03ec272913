@testable import Core

/// The six example specs of v1's reference, as JSON.
enum ExampleSpecs {
    static let all = [greet, csvClean, shardLogs, collectDisk, poller, nodeAgent]

    static let greet = #"""
        {"name":"greet","type":"batch","tasks":[{"name":"main",
          "engine":{"type":"docker","params":{"Image":"busybox:1.37.0","Entrypoint":["sh","-c"],
            "Parameters":["echo $WHO > /out/hi.txt; echo done"]}},
          "env":{"WHO":"world"},"publisher":{"type":"local"},"resultPaths":[{"name":"out","path":"/out"}]}]}
        """#

    static let csvClean = #"""
        {"Name":"csv-clean","Type":"batch","Tasks":[{"Name":"main",
          "Engine":{"Type":"wasm","Params":{"EntryModule":"/app/m.wasm","Entrypoint":"_start",
            "Parameters":["inputs/a.csv","outputs/b.csv"]}},
          "Network":{"Type":"None"},"Publisher":{"Type":"local"},
          "InputSources":[
            {"Target":"/app/m.wasm","Source":{"Type":"localDirectory","Params":{"SourcePath":"/srv/m.wasm"}}},
            {"Target":"/inputs","Source":{"Type":"ipfs",
              "Params":{"CID":"bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi"}}}],
          "ResultPaths":[{"Name":"outputs","Path":"/outputs"}]}]}
        """#

    static let shardLogs = #"""
        {"Name":"shard-logs","Type":"batch","Count":4,"Priority":10,"Labels":{"team":"data"},"Tasks":[{"Name":"main",
          "Engine":{"Type":"docker","Params":{"Image":"alpine:3","Entrypoint":["sh","-c"],
            "Parameters":["wc -l /in/* | tail -1"]}},
          "InputSources":[{"Target":"/in","Alias":"logs","Source":{"Type":"s3","Params":{"Bucket":"my-bucket",
            "Key":"logs/2024/","Region":"us-east-1","Partition":{"Type":"object"}}}}],
          "Resources":{"CPU":"1","Memory":"1Gi","Disk":"10GB"},
          "Timeouts":{"ExecutionTimeout":600,"QueueTimeout":1800,"TotalTimeout":3000}}]}
        """#

    static let collectDisk = #"""
        {"Name":"collect-disk","Type":"ops",
          "Constraints":[{"Key":"env","Operator":"in","Values":["prod","stage"]},{"Key":"gpu","Operator":"!"}],
          "Tasks":[{"Name":"main",
            "Engine":{"Type":"docker","Params":{"Image":"busybox:1.37.0","Entrypoint":["df","-h"]}}}]}
        """#

    static let poller = #"""
        {"Name":"poller","Type":"service","Count":2,"Tasks":[{"Name":"main",
          "Engine":{"Type":"docker","Params":{"Image":"curlimages/curl:8.8.0","Entrypoint":["sh","-c"],
            "Parameters":["while true; do curl -s $URL; sleep 60; done"]}},
          "Env":{"URL":"https://api.example.com/ping","TOKEN":"env:POLLER_TOKEN"},
          "Network":{"Type":"HTTP","Domains":["api.example.com"]}}]}
        """#

    static let nodeAgent = #"""
        {"Name":"node-agent","Type":"daemon",
          "Constraints":[{"Key":"favour_ssd","Operator":"=","Values":["true"]}],
          "Tasks":[{"Name":"main","Engine":{"Type":"docker","Params":{"Image":"nginx:1.27"}},
            "InputSources":[{"Target":"/data","Source":{"Type":"localDirectory",
              "Params":{"SourcePath":"/var/lib/agent","ReadWrite":true}}}],
            "Network":{"Type":"Bridge","Ports":[{"Name":"HTTP","Static":8080,"Target":80}]}}]}
        """#

    /// The spec of a text, decoded as the command line does and normalised.
    static func spec(_ text: String) throws -> JobSpec {
        let decoded = try JobSpecDecoder.decode(try JSONValue(parsing: text), mode: .cli)
        return JobNormaliser.normalise(decoded.spec).spec
    }
}
