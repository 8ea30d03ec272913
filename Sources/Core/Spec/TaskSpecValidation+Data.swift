import ContentAddressing

/// The rules of what goes in and what comes out.
extension TaskSpecValidation {
    func checkInputs(_ problems: inout [ValidationProblem]) {
        let list = path["InputSources"]
        if task.inputs.count > JobSpecValidator.inputsMax {
            problems.append(
                ValidationProblem(
                    list,
                    value: "\(task.inputs.count) items",
                    rule: "must have at most \(JobSpecValidator.inputsMax) items"
                )
            )
            return
        }
        var targets = Set<String>()
        var aliases = Set<String>()
        for (index, input) in task.inputs.enumerated() {
            let path = list[index]
            checkSource(input.source, path["Source"], &problems)
            JobSpecValidator.checkName(input.alias, path["Alias"], &problems)
            if input.target.isEmpty {
                problems.append(ValidationProblem(path["Target"], rule: "is required"))
            } else if !PathRules.isSafePath(input.target) {
                problems.append(ValidationProblem(path["Target"], value: input.target, rule: PathRules.targetRule))
            } else if !targets.insert(PathRules.canonical(input.target)).inserted {
                problems.append(
                    ValidationProblem(path["Target"], value: input.target, rule: "is the target of two inputs")
                )
            }
            if !input.alias.isEmpty, !aliases.insert(input.alias).inserted {
                problems.append(
                    ValidationProblem(path["Alias"], value: input.alias, rule: "is the alias of two inputs")
                )
            }
        }
    }

    func checkResultPaths(_ problems: inout [ValidationProblem]) {
        let list = path["ResultPaths"]
        if task.resultPaths.count > JobSpecValidator.resultPathsMax {
            problems.append(
                ValidationProblem(
                    list,
                    value: "\(task.resultPaths.count) items",
                    rule: "must have at most \(JobSpecValidator.resultPathsMax) items"
                )
            )
            return
        }
        var names = Set<String>()
        var paths = Set<String>()
        let targets = Set(task.inputs.map { PathRules.canonical($0.target) })
        for (index, result) in task.resultPaths.enumerated() {
            let path = list[index]
            let canonical = PathRules.canonical(result.path)
            let name: String? =
                if !PathRules.isSafeFileName(result.name) {
                    PathRules.fileNameRule
                } else if Self.reservedResultNames.contains(result.name) {
                    "is a name that every result has itself"
                } else if !names.insert(result.name).inserted {
                    "is the name of two result paths"
                } else {
                    nil
                }
            if let name { problems.append(ValidationProblem(path["Name"], value: result.name, rule: name)) }
            let place: String? =
                if !result.path.hasPrefix("/") {
                    "must be an absolute path"
                } else if !PathRules.isSafePath(result.path) {
                    PathRules.targetRule
                } else if !paths.insert(canonical).inserted {
                    "is the path of two results"
                } else if targets.contains(canonical) {
                    "is the target of an input too; results need a folder of their own"
                } else {
                    nil
                }
            if let place { problems.append(ValidationProblem(path["Path"], value: result.path, rule: place)) }
        }
    }

    private func checkSource(_ source: TypedSpec, _ path: DocumentPath, _ problems: inout [ValidationProblem]) {
        guard JobSpecValidator.sourceTypes.contains(source.type) else {
            problems.append(Self.typeProblem(path["Type"], source.type, JobSpecValidator.sourceTypes))
            return
        }
        let params = path["Params"]
        switch source.type {
        case "ipfs":
            guard let text = requiredText(source, "CID", params, &problems), CID(text) == nil else { return }
            problems.append(ValidationProblem(params["CID"], value: text, rule: "must be a CID"))
        case "s3":
            _ = requiredText(source, "Bucket", params, &problems)
        case "s3PreSigned":
            checkURL(requiredText(source, "PreSignedURL", params, &problems), params["PreSignedURL"], &problems)
        case "urlDownload":
            checkURL(requiredText(source, "URL", params, &problems), params["URL"], &problems)
        case "inline":
            guard let text = requiredText(source, "URL", params, &problems), !text.hasPrefix("data:") else { return }
            problems.append(ValidationProblem(params["URL"], value: text, rule: "must be a data: URL"))
        default:
            checkLocalPath(requiredText(source, "SourcePath", params, &problems), params["SourcePath"], &problems)
        }
    }

    private func checkURL(_ text: String?, _ path: DocumentPath, _ problems: inout [ValidationProblem]) {
        guard let text, !(text.hasPrefix("http://") || text.hasPrefix("https://")) else { return }
        problems.append(ValidationProblem(path, value: text, rule: "must be an http:// or https:// URL"))
    }

    private func checkLocalPath(_ text: String?, _ path: DocumentPath, _ problems: inout [ValidationProblem]) {
        guard let text, !text.hasPrefix("/") || PathRules.hasControlCharacters(text) else { return }
        problems.append(ValidationProblem(path, value: text, rule: "must be an absolute path on the node"))
    }
}
