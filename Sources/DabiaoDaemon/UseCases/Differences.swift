import Dabiao
import DabiaoControl
import SectorKit

/// Finds what several assessments tell differently: facts, cells of lists, findings. What one does not tell is no
/// difference; a row that only some list have is one.
struct Differences {
    private let bundle: Dabiao.Bundle
    private let titles: Titles

    init(_ bundle: Dabiao.Bundle) {
        self.bundle = bundle
        titles = Titles(bundle)
    }

    func between(_ told: [(id: Int, known: Known)]) -> [AssessmentInterface.Difference] {
        facts(told) + lists(told) + answers(told)
    }

    private func facts(_ told: [(id: Int, known: Known)]) -> [AssessmentInterface.Difference] {
        bundle.facts.compactMap { fact in
            difference(fact.name, cells: told.map { ($0.id, $0.known.facts[fact.name]?.value?.description) })
        }
    }

    private func answers(_ told: [(id: Int, known: Known)]) -> [AssessmentInterface.Difference] {
        bundle.checklist.eachOnce(by: \.id).compactMap { item in
            difference(
                item.id, title: item.title,
                cells: told.map { ($0.id, $0.known.answers[item.id]?.value?.finding.rawValue) })
        }
    }

    private func lists(_ told: [(id: Int, known: Known)]) -> [AssessmentInterface.Difference] {
        bundle.lists.filter { !$0.key.isEmpty }.flatMap { list -> [AssessmentInterface.Difference] in
            let tellers = told.filter { $0.known.lists[list.name] != nil }
            let keys = tellers.flatMap { $0.known.lists[list.name]?.map(\.key) ?? [] }.eachOnce()
            return keys.flatMap { key in self.rows(list, key, tellers) }
        }
    }

    private func rows(_ list: ListDeclaration, _ key: String, _ tellers: [(id: Int, known: Known)])
        -> [AssessmentInterface.Difference]
    {
        let rows = tellers.map { ($0.id, $0.known.lists[list.name]?.first { $0.key == key }) }
        guard rows.allSatisfy({ $0.1 != nil }) else {
            let cells = rows.map { id, row in (id, Optional(row == nil ? "false" : "true")) }
            return [difference(list.name, row: key, cells: cells)].compactMap { $0 }
        }
        return list.columns.compactMap { column in
            difference(
                list.name, row: key, column: column,
                cells: rows.map { ($0.0, $0.1?.cells[column.name]?.value?.description) })
        }
    }

    private func difference(
        _ name: String, title: String? = nil, row: String? = nil, column: ColumnDeclaration? = nil,
        cells: [(id: Int, value: String?)]
    ) -> AssessmentInterface.Difference? {
        let told = cells.compactMap { id, value in value.map { AssessmentInterface.Cell(assessment: id, value: $0) } }
        guard Set(told.map(\.value)).count > 1 else { return nil }
        return AssessmentInterface.Difference(
            name: name, title: title ?? titles.title(name), row: row, column: column?.name,
            columnTitle: column?.title, cells: told)
    }
}
