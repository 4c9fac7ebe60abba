import ArgumentParser
import Dabiao
import DabiaoControl

/// The number of an occurrence, and why something is done to it.
struct OccurrenceOptions: ParsableArguments {
    @Argument(help: ArgumentHelp(text("期次编号（obligation list 可查）", "the occurrence's number (see obligation list)")))
    var occurrence: Int

    @Option(help: ArgumentHelp(text("理由，进入审计", "why: it is audited")))
    var reason: String
}

// What is done to single occurrences.
extension ObligationCommand {
    struct Explain: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "explain",
            abstract: text("说明期限是怎样算出来的，逐步列出", "Explain how a due day came about, step by step"))

        @Argument(
            help: ArgumentHelp(
                text("期次编号，或企业的信用代码", "an occurrence's number, or the credit code of an enterprise"), valueName: "what")
        )
        var what: String
        @Argument(help: ArgumentHelp(text("义务标识（写信用代码时）", "the obligation, after a credit code")))
        var obligation: String?
        @OptionGroup var daemon: DaemonOptions
        @OptionGroup var format: FormatOptions

        func run() async throws {
            let request = ObligationInterface.ExplainRequest(
                occurrence: obligation == nil ? Int(what) : nil, enterprise: what, obligation: obligation)
            let reply = try await daemon.ask { try await $0.call(ObligationInterface.explain, request) }
            if format.json { return try Output.json(reply) }
            for explanation in reply.explanations { print(explanation) }
        }

        private static func sentence(_ parties: ObligationInterface.Parties) -> String {
            let (after, names) = (parties.after ?? "", parties.titles.joined(separator: text("、", ", ")))
            return switch parties.key {
            case .by: text("履行：", "owed by: ") + names
            case .to: text("同时告知：", "told too: ") + names
            case .extend: text("批准延期：", "extended by: ") + names
            case .remind: text("到期前 \(after) 告知：", "\(after) before told: ") + names
            case .overdue: text("逾期 \(after) 告知：", "\(after) overdue told: ") + names
            }
        }

        private func print(_ explanation: ObligationInterface.Explanation) {
            OccurrenceTable.print([explanation.occurrence])
            Output.line(text("规则：", "schedule: ") + explanation.schedule.joined(separator: text("；", "; ")))
            for parties in explanation.parties { Output.line(Self.sentence(parties)) }
            if !explanation.together.isEmpty {
                Output.line(text("同一次履行，合并提醒：", "discharged by the same, told as one:"))
                for duty in explanation.together {
                    Output.line("  \(duty.due?.description ?? "") \(duty.title)（\(duty.bundle)，\(duty.occurrence)）")
                }
            }
            for (number, step) in explanation.steps.enumerated() {
                Output.line("  \(number + 1). \(step.text.text(language))")
            }
            guard !explanation.history.isEmpty else { return }
            Output.line(text("经过：", "history:"))
            var table = TextTable()
            for change in explanation.history {
                let due = change.newDue == change.oldDue ? nil : change.newDue
                let moved = due.map { "\(change.oldDue?.description ?? "") → \($0)" }
                let uid = change.uid.map { "uid \($0)" } ?? ""
                table.add([
                    "  \(change.at.prefix(10))", ChangeWord.text(change.what),
                    moved ?? change.day?.description ?? "", uid, change.reason.text(language),
                ])
            }
            table.print()
        }
    }

    struct Extend: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "extend",
            abstract: text("按义务的规定延期", "Put the due day off, as the obligation allows"))

        @OptionGroup var options: OccurrenceOptions
        @OptionGroup var daemon: DaemonOptions
        @OptionGroup var format: FormatOptions

        func run() async throws {
            let request = ObligationInterface.ExtendRequest(occurrence: options.occurrence, reason: options.reason)
            let reply = try await daemon.ask { try await $0.call(ObligationInterface.extend, request) }
            try show(reply, format)
        }
    }

    struct Acknowledge: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "acknowledge",
            abstract: text("知悉：到某日为止不再提醒，仍按逾期计", "Silence the reminders through a day; it stays overdue"))

        @OptionGroup var options: OccurrenceOptions
        @Option(help: ArgumentHelp(text("到这一天为止不提醒", "the last silent day"), valueName: "date"))
        var until: CivilDate
        @OptionGroup var daemon: DaemonOptions
        @OptionGroup var format: FormatOptions

        func run() async throws {
            let request = ObligationInterface.AcknowledgeRequest(
                occurrence: options.occurrence, until: until.description, reason: options.reason)
            let reply = try await daemon.ask { try await $0.call(ObligationInterface.acknowledge, request) }
            try show(reply, format)
        }
    }

    struct Discharge: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "discharge",
            abstract: text("登记某一期已经履行", "Enter that an occurrence was done"))

        @OptionGroup var options: OccurrenceOptions
        @Option(help: ArgumentHelp(text("实际完成的日期", "the day on which it was done"), valueName: "date"))
        var on: CivilDate
        @Option(help: ArgumentHelp(text("佐证材料的名称", "the name of the evidence")))
        var evidence: String?
        @OptionGroup var daemon: DaemonOptions
        @OptionGroup var format: FormatOptions

        func run() async throws {
            let request = ObligationInterface.DischargeRequest(
                occurrence: options.occurrence, on: on.description, reason: options.reason, evidence: evidence)
            let reply = try await daemon.ask { try await $0.call(ObligationInterface.discharge, request) }
            try show(reply, format)
        }
    }
}

/// Prints the occurrence as it is after a command.
private func show(_ reply: ObligationInterface.OccurrenceReply, _ format: FormatOptions) throws {
    if format.json { return try Output.json(reply) }
    OccurrenceTable.print([reply.occurrence])
}
