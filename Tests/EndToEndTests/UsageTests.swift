import Foundation
import Testing

extension EndToEnd {
    @Suite("What dabiaoctl says of a wrong command line, and to a pipe")
    struct UsageTests {
        @Test(
            "A wrong command line is told in the language of whoever runs it, with the nearest name",
            arguments: [
                (["frobnicate"], "没有命令“frobnicate”；可选：status、", "there is no command frobnicate: known are: status,"),
                (["plugin", "lst"], "没有命令“lst”；是否想写“list”？", "there is no command lst: did you mean list?"),
                (["status", "--jsn"], "没有选项“--jsn”；是否想写“--json”？", "Did you mean '--json'?"),
                (["agenda", "--from"], "选项 --from <date> 缺少值", "Missing value for '--from <date>'"),
                (["enterprise", "show"], "缺少 <code>", "Missing expected argument '<code>'"),
                (["agenda", "--from", "2026-02-30"], "--from <date> 的值“2026-02-30”无效", "invalid for '--from <date>'"),
                (["status", "--json=3"], "选项 --json 不带值，却给了“3”", "does not take any value"),
                (["status", "a", "b"], "有 2 个多余的参数：“a、b”", "2 unexpected arguments: 'a', 'b'"),
                (
                    ["calendar", "due", "--start", "2026-01-01", "--every", "P1Y", "--roll", "x"],
                    "可选：none、next-workday、previous-workday", "Please provide one of"
                ),
            ])
        func mistakes(arguments: [String], zh: String, en: String) async throws {
            let scene = try Scene()
            let chinese = try await scene.dabiaoctl(arguments)
            #expect(chinese.status == 2)
            #expect(chinese.errors.hasPrefix("错误：") && chinese.errors.contains(zh), "\(chinese.errors)")
            #expect(chinese.errors.contains("用法：dabiaoctl"))
            #expect(!["Usage", "Error", "See "].contains { chinese.errors.contains($0) }, "\(chinese.errors)")
            let english = try await scene.dabiaoctl(arguments, environment: ["LANG": "en_US.UTF-8"])
            #expect(english.errors.hasPrefix("error: ") && english.errors.contains(en), "\(english.errors)")
            let programs = try await scene.dabiaoctl(arguments.filter { !$0.hasPrefix("--json") } + ["--json"])
            if programs.status == 2 {
                #expect(try programs.json()["error"]["message"]["zh"].text?.hasPrefix("命令行有误：") == true)
                #expect(programs.errors.isEmpty)
            }
        }

        @Test("A noun alone with --json says which commands there are")
        func nounAlone() async throws {
            let outcome = try await Scene().dabiaoctl("plugin", "--json")
            #expect(outcome.status == 2)
            #expect(try outcome.json()["error"]["message"]["zh"].text?.contains("缺少命令，可选：list、show") == true)
        }

        @Test(
            "Help is in Chinese and stays within 80 columns",
            arguments: [[], ["calendar", "due"], ["assessment", "submit"]])
        func help(command: [String]) async throws {
            let outcome = try await Scene().dabiaoctl(command + ["--help"])
            #expect(outcome.status == 0)
            for word in ["OPTIONS", "USAGE", "Show help", "default:", "values:"] {
                #expect(!outcome.output.contains(word), "\(word)")
            }
            #expect(outcome.output.contains("选项：") && outcome.output.contains("显示帮助"))
            #expect(widest(outcome.output) <= 80)
        }

        /// Runs a line of the shell with `dabiaoctl` on its path.
        private func shell(_ line: String, in scene: Scene, language: String = "zh_CN.UTF-8") async throws -> Outcome {
            let command = try Command(
                URL(filePath: "/bin/bash"), ["-c", line],
                environment: [
                    "PATH": Programs.folder.path + ":/usr/bin:/bin", "DABIAO_SOCKET": scene.socket, "LANG": language,
                ], in: scene.folder)
            return try await command.outcome()
        }

        @Test(
            "A reader that goes away ends it quietly", arguments: ["calendar show 2026", "calendar show 2026 --json"])
        func closedPipe(line: String) async throws {
            // The reader is gone before anything is written: it leaves a word behind for that.
            let outcome = try await shell(
                "mkfifo go; { read <go; DABIAO_CALENDAR=\(Programs.calendar) dabiaoctl \(line); echo $? >status; } "
                    + "| { exec <&-; echo >go; }; cat status",
                in: try Scene())
            #expect(outcome.output == "0\n")
            #expect(outcome.errors.isEmpty)
        }

        @Test("Every answer for people stays within 80 columns and has no colour; that for programs is JSON alone")
        func columns() async throws {
            let scene = try Scene()
            _ = try await scene.start()
            _ = try await scene.ask("enterprise", "import", Programs.demo("enterprises.csv"))
            let facts = Programs.demo("self-review-triggered.json")
            let who = ["--enterprise", Sample.station]
            let submitted = try await scene.dabiaoctl(
                ["assessment", "submit"] + who + [
                    "--bundle", "hydrogen-station", "--kind", "self-review", "--date", "2026-11-24", "--facts", facts,
                ])
            #expect(submitted.status == 0 && widest(submitted.output) <= 80)
            let questions = [
                ["status"], ["doctor"], ["plugin", "list"], ["plugin", "show", "hydrogen-station"],
                ["plugin", "reload"],
                ["enterprise", "list"], ["enterprise", "show", Sample.station], ["assessment", "list"] + who,
                ["assessment", "show", "1"], ["checklist", "list"],
                ["checklist", "show", "hydrogen-station"], ["veto", "evaluate"] + who, ["veto", "history"] + who,
                ["obligation", "list"], ["agenda"],
                ["notification", "list"], ["notification", "preview", "--on", "2026-12-01"], ["notification", "retry"],
                ["audit", "log"], ["audit", "verify"], ["explain", "station_grade"] + who,
                ["calendar", "show", "2026", "--calendar", Programs.calendar],
                ["simulate", "--until", "2026-12-10"],
            ]
            for question in questions {
                for language in ["zh_CN.UTF-8", "en_US.UTF-8"] {
                    let people = try await scene.dabiaoctl(
                        question, environment: ["LANG": language, "COLUMNS": "80"])
                    #expect(people.status == 0 && people.errors.isEmpty, "\(question)")
                    #expect(widest(people.output) <= 80, "\(question) \(widestLine(people.output))")
                    #expect(!people.output.contains("\u{1B}"))
                }
                let programs = try await scene.dabiaoctl(question + ["--json"])
                #expect(programs.status == 0 && programs.errors.isEmpty, "\(question)")
                #expect(try !programs.json().members.isEmpty, "\(question)")
            }
        }

        @Test("A full disk behind the answer is a failure")
        func fullDisk() async throws {
            let outcome = try await shell(
                "DABIAO_CALENDAR=\(Programs.calendar) dabiaoctl calendar show 2026 >/dev/full", in: try Scene())
            #expect(outcome.status == 1)
            #expect(outcome.errors.hasPrefix("错误：写不出结果"))
        }

        @Test("The manual pages are without a fault", arguments: ["zh_CN.UTF-8", "en_US.UTF-8"])
        func manual(language: String) async throws {
            let scene = try Scene()
            let made = try await shell(
                "dabiaod --experimental-dump-help >d.json && dabiaoctl generate-manual >dabiaoctl.1 "
                    + "&& dabiaoctl generate-manual --of d.json --section 8 >dabiaod.8", in: scene, language: language)
            #expect(made.status == 0, "\(made.errors)")
            #expect(try scene.text(of: "dabiaoctl.1").contains(".SS calendar due"))
            #expect(try scene.text(of: "dabiaod.8").contains("pretend\\-now"))
            guard FileManager.default.isExecutableFile(atPath: "/usr/bin/groff") else { return }
            for page in ["dabiaoctl.1", "dabiaod.8"] {
                let read = try await shell("groff -man -Kutf8 -Tutf8 -P-cbou -ww -rLL=78n \(page)", in: scene)
                #expect(read.status == 0)
                #expect(read.errors.isEmpty, "\(read.errors)")
                #expect(read.output.contains(language.hasPrefix("zh") ? "用法" : "SYNOPSIS"))
            }
        }

        @Test(
            "bash completes commands and options",
            arguments: [
                (["pl"], "plugin"), (["plugin", "re"], "reload"), (["calendar", "due", "--wor"], "--workdays"),
            ])
        func completion(words: [String], expected: String) async throws {
            let line = (["dabiaoctl"] + words).map { "'\($0)'" }.joined(separator: " ")
            let outcome = try await shell(
                """
                set -e
                dabiaoctl --generate-completion-script bash >complete.bash
                bash -n complete.bash
                . ./complete.bash
                COMP_WORDS=(\(line)); COMP_CWORD=\(words.count); COMP_LINE="${COMP_WORDS[*]}"; COMP_POINT=${#COMP_LINE}
                set +e
                "$(complete -p dabiaoctl | sed -E 's/.*-F ([^ ]+).*/\\1/')" dabiaoctl "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
                printf '%s\\n' "${COMPREPLY[@]}"
                """, in: try Scene())
            let replies = outcome.output.split(separator: "\n").map { $0.filter { $0 != " " } }
            #expect(replies.contains(expected), "\(outcome.output)\(outcome.errors)")
        }
    }
}

/// Columns of the widest line, in which a Chinese character takes two.
func widest(_ output: String) -> Int { columns(widestLine(output)) }

private func widestLine(_ output: String) -> Substring {
    output.split(separator: "\n").max { columns($0) < columns($1) } ?? ""
}

private func columns(_ line: Substring) -> Int {
    line.unicodeScalars.reduce(0) { $0 + ($1.value >= 0x2E80 ? 2 : 1) }
}
