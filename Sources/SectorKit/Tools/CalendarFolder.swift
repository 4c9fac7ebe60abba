public import Dabiao
public import Foundation

/// The folder of the yearly work-calendar files (`cn-2026.csv`).
public enum CalendarFolder {
    /// Where the package puts them.
    public static let installed = "/usr/share/dabiao/calendar"

    /// Reads every `cn-YYYY.csv` of a folder.
    ///
    /// - Throws: `DabiaoError` where the folder or a file cannot be read, or a line is wrong.
    public static func read(_ path: String) throws(DabiaoError) -> WorkCalendar {
        var files: [(name: String, text: String)] = []
        do {
            let names = try FileManager.default.contentsOfDirectory(atPath: path)
            for name in names.sorted() where name.hasPrefix("cn-") && name.hasSuffix(".csv") {
                files.append((name, try String(contentsOfFile: "\(path)/\(name)", encoding: .utf8)))
            }
        } catch {
            throw DabiaoError(
                .notFound, Phrase("读不了工作日历文件夹“\(path)”", "the calendar folder \(path) cannot be read"),
                remedy: Phrase(
                    "用 --calendar 或 DABIAO_CALENDAR 指明含有 cn-YYYY.csv 的文件夹",
                    "name the folder of cn-YYYY.csv with --calendar or DABIAO_CALENDAR"),
                cause: error.localizedDescription)
        }
        return try WorkCalendar(files: files)
    }

    /// The folder to use: the one named, that of the environment, `config/calendar` here, else the installed one.
    public static func located(
        _ named: String?, environment: [String: String] = ProcessInfo.processInfo.environment
    ) -> String {
        if let named { return named }
        if let variable = environment["DABIAO_CALENDAR"], !variable.isEmpty { return variable }
        let local = "config/calendar"
        return FileManager.default.fileExists(atPath: local) ? local : installed
    }
}
