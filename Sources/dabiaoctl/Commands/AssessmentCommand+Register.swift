import ArgumentParser
import Dabiao
import DabiaoControl

extension AssessmentCommand {
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: text("列出一家企业的评定", "List the assessments of an enterprise"))

        @OptionGroup var subject: SubjectOptions
        @OptionGroup var daemon: DaemonOptions
        @OptionGroup var format: FormatOptions

        func run() async throws {
            let request = AssessmentInterface.ListRequest(
                enterprise: subject.enterprise, site: subject.site, bundle: subject.bundle)
            let reply = try await daemon.ask { try await $0.call(AssessmentInterface.list, request) }
            if format.json { return try Output.json(reply) }
            AssessmentText.print(reply.assessments)
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show",
            abstract: text("显示一次评定，以及该企业或场所已知的事实", "Show an assessment and what is known of its subject"))

        @Argument(help: ArgumentHelp(text("评定编号", "the assessment's number"), valueName: "id"))
        var id: Int
        @OptionGroup var moment: MomentOptions
        @OptionGroup var daemon: DaemonOptions
        @OptionGroup var format: FormatOptions

        func run() async throws {
            let request = AssessmentInterface.ShowRequest(
                id: id, on: moment.on?.description, known: moment.known)
            let reply = try await daemon.ask { try await $0.call(AssessmentInterface.show, request) }
            if format.json { return try Output.json(reply) }
            Output.line("\(reply.enterpriseName)  \(reply.enterprise)")
            AssessmentText.print([reply.assessment])
            for answer in reply.answers {
                let note = answer.note.map { "：\($0)" } ?? ""
                Output.paragraph("\(answer.item) \(answer.title)  \(FindingWord.text(answer.finding))\(note)")
                for evidence in answer.evidence {
                    Output.line("  \(text("佐证：", "evidence: "))\(evidence.file)  \(evidence.sha256 ?? "")")
                }
            }
            Output.line(text("这次填报：", "told:"))
            AssessmentText.print(reply.told)
            Output.line(text("已知（\(reply.on) 为准）：", "known as of \(reply.on):"))
            AssessmentText.print(reply.facts)
            AssessmentText.print(reply.claims)
        }
    }

    struct Compare: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "compare",
            abstract: text("并列自评、评审、复核的得分和不同之处", "Compare self-review, review and recheck side by side"))

        @OptionGroup var subject: SubjectOptions
        @OptionGroup var moment: MomentOptions
        @OptionGroup var daemon: DaemonOptions
        @OptionGroup var format: FormatOptions

        func validate() throws {
            guard subject.bundle == nil else { return }
            throw ValidationError(text("请用 --bundle 指明插件", "name the plugin with --bundle"))
        }

        func run() async throws {
            let request = AssessmentInterface.CompareRequest(
                enterprise: subject.enterprise, site: subject.site, bundle: subject.bundle ?? "",
                on: moment.on?.description,
                known: moment.known)
            let reply = try await daemon.ask { try await $0.call(AssessmentInterface.compare, request) }
            if format.json { return try Output.json(reply) }
            AssessmentText.print(reply.assessments)
            var table = TextTable(
                [text("不同之处", "difference")]
                    + reply.assessments.map { "\(AssessmentWord.text($0.kind)) \($0.date)" })
            for difference in reply.differences {
                let what = AssessmentText.name(
                    difference.title, difference.name, difference.row, difference.columnTitle)
                table.add(
                    [what]
                        + reply.assessments.map { assessment in
                            difference.cells.first { $0.assessment == assessment.id }
                                .map { FindingWord.text(FactWord.text($0.value)) } ?? ""
                        })
            }
            table.print()
        }
    }
}

/// Assessments, facts and claims as lines for people.
enum AssessmentText {
    static func print(_ assessments: [AssessmentInterface.Entry]) {
        var table = TextTable([
            text("编号", "id"), text("种类", "kind"), text("日期", "date"), text("插件", "plugin"),
            text("场所", "site"), text("得分", "score"), text("记录时间", "recorded"),
        ])
        for assessment in assessments {
            let score = assessment.score.map { "\($0)" } ?? text("未知", "unknown")
            table.add([
                "\(assessment.id)", AssessmentWord.text(assessment.kind), "\(assessment.date)", assessment.bundle,
                assessment.site ?? "", score + (assessment.provisional ? text("（暂定）", " (provisional)") : ""),
                assessment.recordedAt,
            ])
        }
        table.print()
    }

    static func print(_ facts: [AssessmentInterface.Fact]) {
        var table = TextTable()
        for fact in facts {
            let value = fact.value.map { FactWord.text($0) + (fact.unit.map { " \($0)" } ?? "") }
            let empty = fact.row == "" ? text("（空清单）", "(empty list)") : nil
            let told = fact.by.flatMap { by in fact.on.map { "\(AssessmentWord.text(by)) \($0)" } } ?? ""
            table.add([
                "  " + name(fact.title, fact.name, fact.row, fact.columnTitle),
                value ?? empty ?? fact.reason?.text(language) ?? text("未知", "unknown"), told,
            ])
        }
        table.print()
    }

    static func print(_ claims: [AssessmentInterface.Claim]) {
        for claim in claims {
            let what = name(claim.title, claim.name, claim.row, claim.columnTitle)
            let found = claim.by.map { AssessmentWord.text($0) } ?? ""
            let known = claim.known.map { text("，以\(found)的 \($0) 为准", ", \($0) found by \(found) stands") } ?? ""
            Output.paragraph(
                text("企业另有说法：", "claimed: ") + "\(what)：\(claim.claim.text(language))（\(claim.claimedOn)）\(known)")
        }
    }

    /// `储氢容器[R-1] 单罐储氢量`, or a fact with its name.
    static func name(_ title: String, _ name: String, _ row: String?, _ column: String?) -> String {
        guard let row else { return "\(title)（\(name)）" }
        return "\(title)[\(row)]" + (column.map { " \($0)" } ?? "")
    }
}
