import Core
import Testing

@testable import Commands

struct InputArgumentTests {
    static let cid = "bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi"

    @Test(arguments: [
        (cid, #"{"Source":{"Type":"ipfs","Params":{"CID":"\#(cid)"}},"Alias":"","Target":"/inputs"}"#),
        ("ipfs://\(cid):/data", #"{"Source":{"Type":"ipfs","Params":{"CID":"\#(cid)"}},"Alias":"","Target":"/data"}"#),
        (
            "https://example.org:8080/a.csv",
            #"{"Source":{"Type":"urlDownload","Params":{"URL":"https://example.org:8080/a.csv"}},"Alias":"","Target":"/inputs"}"#
        ),
        (
            "http://example.org/a.csv:/in/a",
            #"{"Source":{"Type":"urlDownload","Params":{"URL":"http://example.org/a.csv"}},"Alias":"","Target":"/in/a"}"#
        ),
        (
            "src=s3://bucket/logs/2024/,dst=/in,opt=region=eu-west-1,opt=endpoint=http://h:9000",
            #"{"Source":{"Type":"s3","Params":{"Bucket":"bucket","Key":"logs/2024/","Region":"eu-west-1","Endpoint":"http://h:9000"}},"Alias":"","Target":"/in"}"#
        ),
        (
            "file:///srv/data:/d",
            #"{"Source":{"Type":"localDirectory","Params":{"SourcePath":"/srv/data"}},"Alias":"","Target":"/d"}"#
        ),
        (
            "src=./logs,opt=rw=true,alias=l",
            #"{"Source":{"Type":"localDirectory","Params":{"SourcePath":"/home/ada/work/logs","ReadWrite":true}},"Alias":"l","Target":"/inputs"}"#
        ),
    ])
    func inputs(text: String, json: String) throws {
        var task = TaskSpec()
        task.inputs = [try InputArgument.parse(text, context: TestContext.make())]
        let encoded = JobSpecEncoder.task(task)[anyCase: "InputSources"]?.arrayValue?.first
        #expect(encoded?.jsonText() == json)
    }

    @Test(arguments: [
        ("", "no source"), ("nonsense", "neither a CID nor a URI"), ("htp://x/y", "did you mean 'http"),
        ("ipfs://\(cid)/sub", "whole CID"), ("ipfs://abc", "not a CID"), ("\(cid):/a/../b", "without '..'"),
        ("src=\(cid),dts=/x", "did you mean 'dst'"), ("src=\(cid),opt=x", "opt=key=value"), ("s3://", "no bucket"),
        ("src=https://h/x,opt=a=b", "not an option"), ("src=/x,opt=rw=maybe", "neither true nor false"),
        ("src=\(cid),dst", "has no '='"),
    ])
    func mistakes(text: String, part: String) {
        let error = #expect(throws: CommandError.self) { try InputArgument.parse(text, context: TestContext.make()) }
        #expect(error?.message.contains(part) == true, "\(error?.message ?? "")")
        #expect(error?.code == .usage)
    }

    @Test(arguments: [
        ("ipfs", #"{"Type":"ipfs"}"#), ("local", #"{"Type":"local"}"#),
        ("s3://b/k/{jobID},opt=region=r", #"{"Type":"s3","Params":{"Bucket":"b","Key":"k/{jobID}","Region":"r"}}"#),
    ])
    func publishers(text: String, json: String) throws {
        #expect(JobSpecEncoder.typed(try PublisherArgument.parse(text)).jsonText() == json)
    }

    @Test(arguments: ["", "ipsf", "s3://", "local,x", "ipfs,opt=color=red"])
    func noPublishers(text: String) {
        #expect(throws: CommandError.self) { try PublisherArgument.parse(text) }
    }
}
