public import Dabiao
import Digest
public import Foundation

/// The evidence that a facts file names: files beside it, whose digests go into the telling.
public struct EvidenceFiles {
    private let folder: URL
    private var problems: [Phrase] = []

    /// - Parameter folder: where the facts file lies.
    public init(beside folder: URL) {
        self.folder = folder
    }

    /// The facts file with the SHA-256 of every file that its answers name; as it is where they name none.
    ///
    /// - Throws: `.invalid` where a named file is not there, or is another one than the digest tells of; all at once.
    public mutating func sealing(_ json: Data) throws(DabiaoError) -> Data {
        guard case .object(var document)? = try? JSONDecoder().decode(JSONValue.self, from: json),
            case .object(var answers)? = document["answers"]
        else { return json }
        problems = []
        var isSealed = false
        for (id, answer) in answers.sorted(by: { $0.key < $1.key }) {
            guard case .object(var members) = answer, case .array(let files)? = members["evidence"], !files.isEmpty
            else { continue }
            members["evidence"] = .array(files.map { seal($0, of: id) })
            answers[id] = .object(members)
            isSealed = true
        }
        guard problems.isEmpty else {
            throw DabiaoError(
                .invalid,
                Phrase(problems.map(\.zh).joined(separator: "\n"), problems.map(\.en).joined(separator: "\n")),
                remedy: Phrase(
                    "佐证材料放在事实文件旁边，按相对路径写文件名；改过的文件请更正或去掉 sha256",
                    "put evidence beside the facts file and name it by its relative path; for a file that was changed "
                        + "correct its sha256 or leave it out"))
        }
        guard isSealed else { return json }
        document["answers"] = .object(answers)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(document)) ?? json
    }

    /// One entry with its digest; an entry of another shape is left to the daemon, which says what is wrong with it.
    private mutating func seal(_ entry: JSONValue, of item: String) -> JSONValue {
        var (name, told): (String?, String?) = (nil, nil)
        switch entry {
        case .string(let file): name = file
        case .object(let members):
            if case .string(let file)? = members["file"] { name = file }
            if case .string(let digest)? = members["sha256"] { told = digest }
        default: break
        }
        guard let name else { return entry }
        guard let digest = digest(of: name) else {
            problems.append(
                Phrase(
                    "answers.\(item)：找不到佐证材料“\(name)”", "answers.\(item): the evidence \(name) is not there"))
            return entry
        }
        if let told, told != digest {
            problems.append(
                Phrase(
                    "answers.\(item)：佐证材料“\(name)”的 SHA-256 是 \(digest)，写的是 \(told)",
                    "answers.\(item): the SHA-256 of the evidence \(name) is \(digest), found \(told)"))
        }
        return .object(["file": .string(name), "sha256": .string(digest)])
    }

    /// Nil for a file that is not there, or not below the folder.
    private func digest(of name: String) -> String? {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        guard !parts.contains(where: { $0.isEmpty || $0 == ".." }),
            let file = try? FileHandle(forReadingFrom: folder.appending(path: name))
        else { return nil }
        let digest = SHA256()
        while let chunk = try? file.read(upToCount: 1 << 20), !chunk.isEmpty { digest.update(chunk) }
        try? file.close()
        return digest.finish()
    }
}
