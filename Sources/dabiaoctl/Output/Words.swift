import Dabiao

// The words of the control socket as people say them.

enum EffectWord {
    static func text(_ effect: String) -> String {
        switch effect {
        case "block": dabiaoctl.text("阻断", "block")
        case "zero-element": dabiaoctl.text("要素不得分", "zero element")
        case "review": dabiaoctl.text("人工复核", "review")
        case "advise": dabiaoctl.text("提示", "advise")
        default: effect
        }
    }
}

enum PhaseWord {
    /// A verdict as it stands in its phase: of a rule that has not begun, that it would trigger.
    static func text(_ phase: RulePhase, _ verdict: Verdict) -> String {
        let word =
            phase == .inForce || verdict != .triggered
            ? verdict.word : dabiaoctl.text("生效后将触发", "would trigger")
        return phase == .warning ? dabiaoctl.text("预警：", "warning: ") + word : word
    }
}

enum AssessmentWord {
    static func text(_ kind: String) -> String {
        switch kind {
        case "self-review": dabiaoctl.text("自评", "self-review")
        case "on-site-verification": dabiaoctl.text("现场核验", "on-site verification")
        case "review": dabiaoctl.text("评审", "review")
        case "recheck": dabiaoctl.text("复核", "recheck")
        case "spot-check": dabiaoctl.text("核查", "spot check")
        case "import": dabiaoctl.text("导入", "import")
        case "delivery": dabiaoctl.text("采集", "delivery")
        default: kind
        }
    }
}

enum FindingWord {
    static func text(_ finding: String) -> String {
        switch finding {
        case "conforming": dabiaoctl.text("符合", "conforming")
        case "nonconforming": dabiaoctl.text("不符合", "nonconforming")
        case "not-applicable": dabiaoctl.text("不适用", "not applicable")
        case "not-checked": dabiaoctl.text("未检查", "not checked")
        default: finding
        }
    }
}

enum FactWord {
    /// A fact's value: a truth value as people say it.
    static func text(_ value: String) -> String {
        switch value {
        case "true": dabiaoctl.text("是", "yes")
        case "false": dabiaoctl.text("否", "no")
        case "never": dabiaoctl.text("无（未结束）", "never")
        default: value
        }
    }
}

enum OccurrenceWord {
    static func text(_ state: String) -> String {
        switch state {
        case "open": dabiaoctl.text("待办", "open")
        case "upcoming": dabiaoctl.text("未到期次", "upcoming")
        case "overdue": dabiaoctl.text("逾期", "overdue")
        case "undetermined": dabiaoctl.text("待定", "undetermined")
        case "done": dabiaoctl.text("按期完成", "done")
        case "late": dabiaoctl.text("逾期完成", "done late")
        case "missed": dabiaoctl.text("错过", "missed")
        case "lapsed": dabiaoctl.text("不再适用", "lapsed")
        case "suspended": dabiaoctl.text("中止", "suspended")
        case "superseded": dabiaoctl.text("已被替代", "superseded")
        default: state
        }
    }
}

enum ChangeWord {
    /// What was done to an occurrence.
    static func text(_ what: String) -> String {
        switch what {
        case "revised": dabiaoctl.text("改期", "revised")
        case "reopened": dabiaoctl.text("重新开立", "reopened")
        case "paused": dabiaoctl.text("暂停", "paused")
        case "resumed": dabiaoctl.text("恢复", "resumed")
        case "extended": dabiaoctl.text("延期", "extended")
        case "acknowledged": dabiaoctl.text("知悉（停止提醒至）", "acknowledged until")
        case "discharged": dabiaoctl.text("登记履行", "entered as done")
        default: OccurrenceWord.text(what)
        }
    }
}
