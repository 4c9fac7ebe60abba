public import Dabiao
import GRDB

/// Looks at the rules and lookups of a bundle by boundary sampling, in a private memory database.
public final class Surveyor {
    let bench: SampleBench
    private var compiled: CompiledBundle { bench.compiled }

    /// - Parameters:
    ///   - requires: the bundles that it reads.
    ///   - days: the work calendar, ordered.
    public init(
        _ compiled: CompiledBundle, requires: [CompiledBundle] = [],
        days: some Sequence<(day: CivilDate, isWorkday: Bool)> = []
    ) throws {
        bench = try SampleBench(compiled, requires: requires, days: days)
    }

    /// Samples a rule.
    ///
    /// - Parameters:
    ///   - today: the day on which samples are judged.
    ///   - cases: the cases of the rule, which all pass; nil makes no mistakes in it.
    public func survey(_ rule: VetoRule, on today: CivilDate, against cases: [SurveyCase]?) throws -> RuleSurvey? {
        guard let checked = compiled.rules.first(where: { $0.rule == rule }) else { return nil }
        let reach = compiled.closure(of: checked.typed)
        let space = Space(checked.typed, of: rule.list, in: compiled, today: today)
        let samples = try self.samples(space, checked, today)
        let dependsOnDate = reach.contains { $0.references.contains { $0.name == "today" } }
        let survey = RuleTrial(bench, checked, samples, cases ?? [], today)
        let found = try survey.run(mistaken: cases != nil)
        func example(_ subject: Int64) -> RuleSurvey.Example {
            RuleSurvey.Example(
                telling: samples[Int(subject) - 1].telling, date: today, dependsOnDate: dependsOnDate)
        }
        return RuleSurvey(
            rule: rule, samples: samples.count, reached: found.reached.mapValues(example),
            possible: try possible(checked, today).union(found.reached.keys), applies: found.applies,
            isConclusive: !readsRegister(rule.list)
                && !reach.contains { $0.sources.contains { $0.kind == .register } },
            survivors: found.survivors.map { mistake, difference in
                RuleSurvey.Survivor(
                    location: mistake.location, derived: mistake.derived, change: mistake.change,
                    example: example(difference.subject), expected: difference.kept, mistaken: difference.found)
            })
    }

    private func readsRegister(_ list: String?) -> Bool {
        list.map { name in !compiled.bundle.lists.contains { $0.name == name } } ?? false
    }

    private func samples(_ space: Space, _ rule: CompiledBundle.Rule, _ today: CivilDate) throws -> [Space.Sample] {
        var sampler = Sampler(bench, space, of: rule.rule.list, today: today)
        return try sampler.points(deciding: rule.typed).map(space.sample)
    }

    /// The verdicts reached when what no case can tell is told as well.
    private func possible(_ rule: CompiledBundle.Rule, _ today: CivilDate) throws -> Set<Verdict> {
        let space = Space(rule.typed, of: rule.rule.list, in: compiled, today: today, includesForeign: true)
        guard space.hasForeign else { return [] }
        let samples = try samples(space, rule, today)
        return Set(try RuleTrial(bench, rule, samples, [], today).run(mistaken: false).reached.keys)
    }
}
