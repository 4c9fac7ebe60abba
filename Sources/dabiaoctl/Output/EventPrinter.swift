import Dabiao
import DabiaoControl

/// Prints the events of a simulation one by one, as they come: there may be more than fit into memory.
protocol EventPrinter {
    mutating func print(_ event: SimulationInterface.Event) throws
    mutating func finish(_ summary: SimulationInterface.Summary) throws
    /// Ends what was begun after a failure; false where the failure is told as that of any command.
    mutating func abort(_ error: DabiaoError) throws -> Bool
}

extension EventPrinter {
    mutating func abort(_ error: DabiaoError) throws -> Bool { false }
}

/// One JSON document, an event a line: `events`, and `summary`, or `error` where it broke off.
struct EventDocument: EventPrinter {
    private var count = 0

    mutating func print(_ event: SimulationInterface.Event) throws {
        Output.write((count == 0 ? "{\"events\": [\n" : ",\n") + (try Output.json(event, [])))
        count += 1
    }

    mutating func finish(_ summary: SimulationInterface.Summary) throws {
        Output.line((count == 0 ? "{\"events\": [" : "") + "\n],\n\"summary\": \(try Output.json(summary, []))}")
    }

    mutating func abort(_ error: DabiaoError) throws -> Bool {
        guard count > 0 else { return false }
        Output.line("\n],\n\"error\": \(try Output.json(of: error))}")
        return true
    }
}

/// RFC 4180 with a header; the names of the columns are those of JSON.
struct EventCSV: EventPrinter {
    private var hasHeader = false

    private static let columns: [(name: String, text: @Sendable (SimulationInterface.Event) -> String?)] = [
        ("day", { $0.day.description }), ("kind", { $0.kind.rawValue }), ("enterprise", { $0.enterprise }),
        ("enterprise_name", { $0.enterpriseName }), ("site", { $0.site }), ("bundle", { $0.bundle }),
        ("item", { $0.item }), ("title", { $0.title }), ("row", { $0.row }), ("period", { $0.period }),
        ("due", { $0.due?.description }), ("old_due", { $0.oldDue?.description }),
        ("provisional", { "\($0.provisional)" }), ("state", { $0.state }),
        ("missing", { $0.missing.joined(separator: ";") }),
        ("missing_titles", { $0.missingTitles.joined(separator: ";") }), ("late", { $0.late.map { "\($0)" } }),
        ("key", { $0.key }), ("text", { $0.text }), ("was", { $0.was?.rawValue }), ("became", { $0.became?.rawValue }),
        ("effect", { $0.effect }),
    ]

    mutating func print(_ event: SimulationInterface.Event) throws {
        header()
        record(Self.columns.map { $0.text(event) ?? "" })
    }

    mutating func finish(_ summary: SimulationInterface.Summary) throws {
        header()
    }

    private mutating func header() {
        guard !hasHeader else { return }
        record(Self.columns.map(\.name))
        hasHeader = true
    }

    private func record(_ cells: [String]) {
        Output.write(cells.map(Self.quoted).joined(separator: ",") + "\r\n")
    }

    /// Between quotes where it holds a comma, a quote or a line break.
    private static func quoted(_ cell: String) -> String {
        // By scalars: CRLF is one character.
        guard cell.unicodeScalars.contains(where: { ",\"\r\n".unicodeScalars.contains($0) }) else { return cell }
        return "\"" + cell.replacing("\"", with: "\"\"") + "\""
    }
}
