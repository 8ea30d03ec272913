import Foundation
import TestKit
import Testing

extension DevstackTests {
    /// The v1 API by raw requests, as its two lines of clients make them.
    @Suite struct APITests {
        private static let jobs = "/api/v1/orchestrator/jobs"

        private static func body(_ line: String, name: String = "", count: Int = 1) -> String {
            """
            {"Job":{"Name":"\(name)","Type":"batch","Count":\(count),"Tasks":[{"Name":"main",
            "Engine":{"Type":"sandbox","Params":{"Command":"\(line)"}},"Publisher":{}}]}}
            """
        }

        /// Submits a job and waits for its end; gives its id.
        private static func finished(_ line: String, count: Int = 1) async throws -> String {
            let http = try Devstack.current.http
            let reply = try await http.send("PUT", jobs + "?wait=30s", json: body(line, count: count)).json
            #expect(reply["Job"]["State"]["StateType"].string == "Completed", "\(reply)")
            return try #require(reply["JobID"].string)
        }

        @Test func aSubmissionThatWaits() async throws {
            let reply = try await Devstack.current.http.send("PUT", Self.jobs + "?wait=30s", json: Self.body("echo hi"))
            #expect(reply.status == 200, "\(reply)")
            let json = try reply.json
            #expect(json["JobID"].string?.hasPrefix("j-") == true)
            #expect(json["EvaluationID"].string?.isEmpty == false)
            #expect(json["Job"]["State"]["StateType"].string == "Completed", "\(reply)")
            #expect(json["Job"]["Result"].string?.hasPrefix("bafy") == true, "\(reply)")
        }

        @Test func parallelSubmissionsOfOneNameAreVersions() async throws {
            let http = try Devstack.current.http
            let replies = try await withThrowingTaskGroup(of: HTTP.Response.self) { group in
                for number in 0..<8 {
                    group.addTask {
                        let body = Self.body("echo \(number)", name: "parallel")
                        return try await http.send("PUT", Self.jobs, json: body, headers: HTTP.newLine)
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(replies.allSatisfy { $0.status == 200 }, "\(replies)")
            let versions = try await http.get("\(Self.jobs)/parallel/versions", headers: HTTP.newLine).json["Items"]
            #expect(versions.items.compactMap { $0["Version"].int }.sorted() == Array(1...8), "\(versions)")
        }

        @Test func aRepeatedTokenMakesOneJob() async throws {
            let http = try Devstack.current.http
            let job = Self.body("echo once").dropLast()
            let body = job + #","IdempotencyToken":"end-to-end"}"#
            let replies = try await withThrowingTaskGroup(of: String?.self) { group in
                for _ in 0..<5 {
                    group.addTask { try await http.send("PUT", Self.jobs, json: String(body)).json["JobID"].string }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(Set(replies).count == 1 && replies[0] != nil, "\(replies)")
        }

        @Test func theJobAsV1ShowsIt() async throws {
            let http = try Devstack.current.http
            let id = try await Self.finished("echo hi")
            let job = try await http.get("\(Self.jobs)/\(id)", headers: HTTP.newLine).json["Job"]
            #expect(job["ID"].string == id && job["Name"].string == id && job["Namespace"].string == "default")
            #expect(job["Type"].string == "batch" && job["Count"].int == 1 && job["Version"].int == 1)
            #expect(job["Constraints"].items.isEmpty && job["Labels"].isObject && job["Meta"].isObject)
            #expect(job["Tasks"][0]["Engine"]["Type"].string == "sandbox")
            #expect(job["Tasks"][0]["Resources"]["CPU"].string == "500m")
            #expect(job["Tasks"][0]["Resources"]["Memory"].string == "512Mb")
            #expect((job["CreateTime"].int ?? 0) > 1_600_000_000_000_000_000)
            let short = try await http.get("\(Self.jobs)/\(id.prefix(10))?include=executions,history").json
            #expect(short["Job"]["ID"].string == id)
            #expect(short["Executions"]["Items"].items.count == 1)
            #expect(!short["History"]["Items"].items.isEmpty)
        }

        @Test func bothLinesOfStateNumbers() async throws {
            let http = try Devstack.current.http
            let id = try await Self.finished("echo out; echo err >&2; exit 4")
            for (headers, number) in [([:], 7), (["X-Bacalhau-Git-Version": "v1.4.2"], 7), (HTTP.newLine, 9)] {
                let items = try await http.get("\(Self.jobs)/\(id)/executions", headers: headers).json["Items"].items
                let run = try #require(items.first)
                #expect(run["ComputeState"]["StateType"].int == number, "\(run)")
                #expect(run["ID"].string?.hasPrefix("e-") == true && run["JobID"].string == id)
                #expect(run["RunOutput"]["Stdout"].string == "out\n")
                #expect(run["RunOutput"]["stderr"].string == "err\n")
                #expect(run["RunOutput"]["ExitCode"].int == 4)
                #expect(run["AllocatedResources"]["Tasks"]["main"]["CPU"].int == 0, "\(run)")
            }
        }

        @Test func historyOfBothLines() async throws {
            let http = try Devstack.current.http
            let id = try await Self.finished("true")
            let new = try await http.get("\(Self.jobs)/\(id)/history", headers: HTTP.newLine).json
            #expect(new["NextToken"].string == "")
            #expect(new["Items"].items.allSatisfy { $0["Event"]["Message"].string?.isEmpty == false }, "\(new)")
            #expect(Set(new["Items"].items.compactMap { $0["Type"].string }) == ["JobLevel", "ExecutionLevel"])
            let old = try await http.get("\(Self.jobs)/\(id)/history?event_type=execution&execution_id=&node_id=").json
            #expect(!old["Items"].items.isEmpty)
            #expect(old["Items"].items.allSatisfy { $0["Type"].string == "ExecutionLevel" })
            #expect(old["Items"][0].names.contains("NodeID") && old["Items"][0].names.contains("Comment"), "\(old)")
        }

        @Test func outputOfAllPartitionsInTheirOrder() async throws {
            let http = try Devstack.current.http
            let id = try await Self.finished(
                "echo part $BACALHAU_PARTITION_INDEX of $BACALHAU_PARTITION_COUNT",
                count: 3
            )
            let output = try await http.get("\(Self.jobs)/\(id)/output")
            #expect(output.text == "part 0 of 3\npart 1 of 3\npart 2 of 3\n", "\(output)")
            #expect(output.headers["content-type"]?.hasPrefix("text/plain") == true)
            let errors = try await http.get("\(Self.jobs)/\(id)/output?stream=stderr")
            #expect(errors.status == 200 && errors.body.isEmpty)
        }

        @Test func outputIsWholeAlthoughExecutionsCarryItsBeginning() async throws {
            let http = try Devstack.current.http
            let id = try await Self.finished("seq 1 20000")
            let output = try await http.get("\(Self.jobs)/\(id)/output")
            #expect(output.text == (1...20000).map { "\($0)\n" }.joined())
            let run = try await http.get("\(Self.jobs)/\(id)/executions").json["Items"][0]
            #expect(run["RunOutput"]["StdoutTruncated"].bool == true, "\(run)")
        }

        @Test func theSameNameInTheNewLineIsAnUpdate() async throws {
            let http = try Devstack.current.http
            func put(_ line: String, _ headers: [String: String]) async throws -> HTTP.Response {
                try await http.send("PUT", Self.jobs, json: Self.body(line, name: "named"), headers: headers)
            }
            let first = try await put("echo 1", HTTP.newLine).json["JobID"].string
            let second = try await put("echo 2", HTTP.newLine).json["JobID"].string
            #expect(first != nil && first == second)
            let same = try await put("echo 2", HTTP.newLine)
            #expect(same.status >= 400 && same.text.contains("no changes"), "\(same)")
            let old = try await put("echo 2", [:]).json["JobID"].string
            #expect(old != nil && old != first)
        }

        @Test func pagesOfJobs() async throws {
            let http = try Devstack.current.http
            for _ in 0..<3 { _ = try await Self.finished("true") }
            var seen: [String] = []
            var token = ""
            repeat {
                let page = try await http.get(
                    "\(Self.jobs)?limit=2&order_by=created_at&reverse=False&next_token=\(token)"
                ).json
                seen += page["Items"].items.compactMap { $0["ID"].string }
                token = page["NextToken"].string ?? ""
            } while !token.isEmpty && seen.count < 10_000
            #expect(seen.count >= 3 && Set(seen).count == seen.count)
            let wrong = try await http.get("\(Self.jobs)?next_token=nonsense")
            #expect(wrong.status == 400, "\(wrong)")
            let order = try await http.get("\(Self.jobs)?order_by=color")
            #expect(order.status == 400, "\(order)")
        }

        @Test func errorsHaveV1sShape() async throws {
            let http = try Devstack.current.http
            let missing = try await http.get("\(Self.jobs)/j-nope", headers: HTTP.newLine)
            #expect(missing.status == 404)
            let error = try missing.json
            #expect(error["Status"].int == 404 && error["Code"].string == "NotFound")
            #expect(error["Component"].string == "JobStore")
            #expect(error["Message"].string?.contains("j-nope") == true)
            #expect(try await http.get("/api/v1/nowhere").json["Component"].string == "APIServer")
            let method = try await http.send("DELETE", Self.jobs)
            #expect(method.status == 405 && method.headers["allow"] != nil, "\(method)")
            for text in ["", "{", "[]", "null", "{\"Job\":3}", "{}", "{\"Job\":{}}"] {
                let reply = try await http.send("PUT", Self.jobs, json: text)
                #expect(reply.status == 400, "\(text): \(reply)")
            }
            let old = try await http.get(Self.jobs, headers: ["X-Bacalhau-Git-Version": "v1.2.0"])
            #expect(old.status == 403, "\(old)")
            #expect(try old.json["MinVersion"].isObject || old.json["MinVersion"].string != nil, "\(old)")
        }

        @Test func aBodyThatIsTooLargeIs413() async throws {
            let http = try Devstack.current.http
            let body = Data(repeating: 0x20, count: 10 << 20) + Data(Self.body("true").utf8)
            let reply = try await http.send("PUT", Self.jobs, body)
            #expect(reply.status == 413, "\(reply)")
            #expect(try await http.get("/api/v1/agent/alive").json["Status"].string == "OK")
        }

        @Test func stoppingAJob() async throws {
            let http = try Devstack.current.http
            let id = try await http.send("PUT", Self.jobs, json: Self.body("sleep 1000")).json["JobID"].string
            let job = "\(Self.jobs)/\(try #require(id))"
            let stop = try await http.send("DELETE", job, json: "{\"reason\":\"enough\"}", headers: HTTP.newLine)
            #expect(stop.status == 200, "\(stop)")
            let state = try await http.get(job + "/wait?timeout=30s").json["Job"]["State"]
            #expect(state["StateType"].string == "Stopped" && state["Message"].string == "enough", "\(state)")
            let done = try await Self.finished("true")
            let refused = try await http.send("DELETE", "\(Self.jobs)/\(done)")
            #expect(refused.status >= 400 && refused.text.contains("Completed"), "\(refused)")
        }

        @Test func nodesAndAgent() async throws {
            let http = try Devstack.current.http
            let nodes = try await http.get("/api/v1/orchestrator/nodes").json
            #expect(nodes["Nodes"].items.count == 4)
            #expect(nodes["nodes"].items.count == 4, "the Python client reads this spelling")
            let id = try #require(nodes["Nodes"][0]["Info"]["NodeID"].string)
            let node = try await http.get("/api/v1/orchestrator/nodes/\(id)").json["Node"]
            #expect(node["Info"]["NodeID"].string == id)
            #expect(
                node["Info"]["ComputeNodeInfo"]["ExecutionEngines"].items.contains { $0.string == "sandbox" },
                "\(node)"
            )
            let version = try await http.get("/api/v1/agent/version").json
            #expect(version["Major"].string == "1" && version["GitVersion"].string?.hasPrefix("v1.9") == true)
            #expect(try await http.get("/").status == 301)
            let pretty = try await http.get("/api/v1/agent/version?pretty")
            #expect(pretty.text.contains("\n  "))
        }

        @Test func theFiguresForPrometheus() async throws {
            let http = try Devstack.current.http
            _ = try await Self.finished("true")
            let reply = try await http.get("/metrics")
            #expect(reply.headers["content-type"]?.hasPrefix("text/plain; version=0.0.4") == true)
            for name in [
                "bacalhau_jobs{state=\"Completed\"}", "bacalhau_job_submissions_total",
                "bacalhau_executions_completed_total",
                "bacalhau_store_commits_total", "bacalhau_node_connected", "bacalhau_http_requests_total",
            ] {
                let lines = reply.text.split(separator: "\n").filter { $0.hasPrefix(name) }
                let values = lines.compactMap { $0.split(separator: " ").last }.compactMap { Double($0) }
                #expect(values.contains { $0 > 0 }, "\(name)")
            }
        }

        @Test func validationWritesNothing() async throws {
            let http = try Devstack.current.http
            let good = try await http.send(
                "PUT",
                Self.jobs + "/validate",
                json: Self.body("true", name: "only-checked")
            )
            #expect(try good.json["Valid"].bool == true, "\(good)")
            #expect(try await http.get(Self.jobs + "/only-checked").status == 404)
        }

        @Test func theSameTokenIsTheSameJob() async throws {
            let http = try Devstack.current.http
            let text = Self.body("true").dropLast() + ",\"IdempotencyToken\":\"e2e-token-1\"}"
            let first = try await http.send("PUT", Self.jobs, json: String(text)).json["JobID"].string
            let second = try await http.send("PUT", Self.jobs, json: String(text)).json["JobID"].string
            #expect(first != nil && first == second)
        }
    }
}
