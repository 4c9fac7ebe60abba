"""Times zen-engine and cel-python on the subjects and rules that dabiao-benchmark exported.

    other-engines.py rules.json subjects.jsonl

Each engine gets every subject's facts as one context and is asked for all rules; rules are read once, before the
clock starts. Facts and derived values come ready, the conversion into the engine's own types is part of the time.
zen-engine is measured twice: entered once per subject, with a decision that holds all rules, and once per rule, with
the full context each time. All are checked against dabiao's verdicts.
"""

import json
import statistics
import sys
import time

import celpy
import zen

ROUNDS = 3
ZEN_SUBJECTS, CEL_SUBJECTS = 20_000, 1_000


def zen_judge(rules):
    """One decision of one node with an expression per rule: the engine is entered once per subject."""
    expressions = [{"id": r["id"], "key": r["id"].replace("-", "_"), "value": r["zen"]} for r in rules]
    graph = {
        "nodes": [
            {"id": "in", "name": "in", "type": "inputNode", "position": {"x": 0, "y": 0}},
            {
                "id": "rules",
                "name": "rules",
                "type": "expressionNode",
                "position": {"x": 0, "y": 0},
                "content": {"expressions": expressions},
            },
            {"id": "out", "name": "out", "type": "outputNode", "position": {"x": 0, "y": 0}},
        ],
        "edges": [
            {"id": "a", "type": "edge", "sourceId": "in", "targetId": "rules"},
            {"id": "b", "type": "edge", "sourceId": "rules", "targetId": "out"},
        ],
    }
    decision = zen.ZenEngine().create_decision(json.dumps(graph))

    def judge(facts):
        result = decision.evaluate(facts)["result"]
        return [rule["id"] for rule in rules if result[rule["id"].replace("-", "_")]]

    return judge


def zen_judge_by_rule(rules):
    """A compiled expression per rule, each evaluated on the full context."""
    expressions = [(r["id"], zen.compile_expression(r["zen"])) for r in rules]

    def judge(facts):
        return [name for name, expression in expressions if expression.evaluate(facts)]

    return judge


def cel_judge(rules):
    """A compiled program per rule; the context is converted once per subject."""
    environment = celpy.Environment()
    programs = [(r["id"], environment.program(environment.compile(r["cel"]))) for r in rules]

    def judge(facts):
        context = {name: celpy.json_to_cel(value) for name, value in facts.items()}
        return [name for name, program in programs if program.evaluate(context)]

    return judge


def measure(name, judge, subjects, rules):
    for subject in subjects[:500]:
        found = judge(subject["facts"])
        if sorted(found) != sorted(subject["triggered"]):
            difference = set(found) ^ set(subject["triggered"])
            sys.exit(f"{name} disagrees about {sorted(difference)}: {json.dumps(subject, ensure_ascii=False)}")
    times = []
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        for subject in subjects:
            judge(subject["facts"])
        times.append((time.perf_counter() - begin) / len(subjects) / len(rules))
    print(f"{name}: {statistics.median(times) * 1e9:.0f} ns per verdict, over {len(subjects)} subjects")


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        rules = json.load(file)
    with open(sys.argv[2], encoding="utf-8") as file:
        subjects = [json.loads(line, parse_int=float) for line in file]
    measure("zen-engine, all rules at once", zen_judge(rules), subjects[:ZEN_SUBJECTS], rules)
    measure("zen-engine, rule by rule", zen_judge_by_rule(rules), subjects[: ZEN_SUBJECTS // 10], rules)
    measure("cel-python", cel_judge(rules), subjects[:CEL_SUBJECTS], rules)


main()
