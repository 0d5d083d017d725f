"""Replies in plain English: short, no flourish, every claim from the plan."""

from __future__ import annotations

from agent.findings import bold, escape
from agent.language.wording import Plan
from catalog.values import join


def write(plan: Plan) -> str:
    """The reply as markdown."""
    if plan.unread:
        return f"{plan.courtesy} {_examples(plan)}"
    parts = [plan.courtesy, _social(plan), _acknowledged(plan), _remembered(plan), _unmet(plan)]
    if plan.findings:
        parts += plan.findings if any("\n" in f for f in plan.findings) else ["\n\n".join(plan.findings)]
    elif plan.slate:
        parts.append(_slate(plan))
    elif plan.nothing_left:
        parts.append(_nothing(plan))
    else:
        parts.append(_talk(plan))
    if plan.question and plan.slate and not plan.findings:
        parts.append(plan.question)
    said = [p for p in parts if p]
    return "\n\n".join(said) or _invitation(plan)


def _social(plan: Plan) -> str:
    if "greet" in plan.acts and plan.intent != "greet":
        return "Hello!"
    if "thanks" in plan.acts and plan.intent not in ("thanks", "goodbye"):
        return "You're welcome."
    return ""


def _acknowledged(plan: Plan) -> str:
    if not plan.acknowledged:
        return ""
    words = join(list(plan.acknowledged))
    end = " Enjoy!" if not plan.slate and any(a.endswith("it is") for a in plan.acknowledged) else ""
    return f"Noted: {words}.{end}"


def _remembered(plan: Plan) -> str:
    return f"I'll remember: {escape('; '.join(plan.remembered))}." if plan.remembered else ""


def _unmet(plan: Plan) -> str:
    if not plan.unmet:
        return ""
    quoted = join([f"“{escape(p)}”" for p in plan.unmet], word="or")
    return f"Nothing in the {plan.catalog} catalog says {quoted}, so I can't filter by it."


def _slate(plan: Plan) -> str:
    lines = [_opening(plan)]
    lines += [
        f"{r.rank}. {bold(r.title)}{f' ({escape(d)})' if d else ''} – {escape(r.reason)}"
        for r, d in zip(plan.slate, plan.details, strict=True)
    ]
    text = lines[0] + "\n\n" + "\n".join(lines[1:])
    after = []
    if plan.missing:
        after.append(f"None of these is listed as {escape(join(list(plan.missing), word='or'))}.")
    if plan.recalled:
        after.append(f"Kept from what you told me before: {escape('; '.join(plan.recalled))}.")
    return "\n\n".join([text, *after])


def _opening(plan: Plan) -> str:
    many = len(plan.slate) > 1
    noun = plan.nouns if many else plan.noun
    heading = escape(plan.heading)
    replaced = "; ".join(n for n in plan.notes if n.startswith("instead of"))
    other = [n for n in plan.notes if not n.startswith("instead of") and n != "repeated"]
    start = ""
    if other:
        start = " ".join(n[:1].upper() + n[1:] + ("" if n.endswith(".") else ".") for n in other) + " "
    if "repeated" in plan.notes:
        shown = "they are" if many else "it is"
        return f"{start}You have seen all that fits{f' ({heading})' if heading else ''}; here {shown} again:"
    aside = f" ({escape(replaced)})" if replaced else ""
    if plan.eligible and plan.eligible <= len(plan.slate) and heading and not plan.partial:
        count = f"The only {noun}" if not many else f"The only {len(plan.slate)} {noun}"
        return f"{start}{count} that fit{'' if many else 's'} – {heading}{aside}:"
    if heading:
        return f"{start}{noun[:1].upper()}{noun[1:]} for you – {heading}{aside}:"
    return (
        f"{start}{'Some' if many else 'One'} {noun} to start with:"
        if not plan.acknowledged
        else f"{start}Then perhaps {'these' if many else 'this'}:"
    )


def _nothing(plan: Plan) -> str:
    heading = f" with all of this: {escape(plan.heading)}" if plan.heading else ""
    kept = f" (and, as you told me before: {escape('; '.join(plan.recalled))})" if plan.recalled else ""
    text = f"There is no {plan.noun} here{heading}{kept}."
    if plan.relaxations:
        options = "; ".join(f"without {escape(what)}: {count:,}" for what, count in plan.relaxations)
        return f"{text} What would bring some back – {options}."
    return f"{text} You have seen or turned down all the others."


def _talk(plan: Plan) -> str:
    match plan.intent:
        case "greet":
            return _invitation(plan, hello=True)
        case "thanks" if "goodbye" not in plan.acts:
            return "You're welcome. Say so if you want something else."
        case "goodbye" | "thanks":
            thanked = "You're welcome. " if "thanks" in plan.acts else ""
            return f"{thanked}Goodbye, and enjoy!"
        case "help":
            return _help(plan)
        case "undo":
            return "Fresh start. " + _invitation(plan) if not plan.notes else " ".join(plan.notes)
        case "feedback":
            return (
                ""
                if plan.acknowledged
                else "All right. Tell me what you would like instead, or ask for more."
            )
        case "out_of_scope":
            return f"That is outside what I can help with: I know this catalog of {plan.nouns}. {_examples(plan)}"
    return ""


def _invitation(plan: Plan, *, hello: bool = False) -> str:
    start = "Hello! " if hello else ""
    return f"{start}I can help you find {_article(plan)}. {_examples(plan)}"


def _article(plan: Plan) -> str:
    noun = plan.noun
    return f"{'an' if noun[:1].lower() in 'aeiou' else 'a'} {noun}"


def _examples(plan: Plan) -> str:
    if not plan.examples:
        return f"Tell me what kind of {plan.noun} you are after."
    quoted = join([f"“{escape(e)}”" for e in plan.examples[:3]], word="or")
    return f"Try {quoted}."


def _help(plan: Plan) -> str:
    others = f" I also know {join(list(plan.others))}." if plan.others else ""
    return (
        f"Tell me what you want in your own words, and I recommend {plan.nouns} from this catalog only, "
        f"with the reason for each.{others} You can narrow it down, say what you liked or have had already, "
        f"ask about one or compare two, ask why, and ask what I remember about you or have me forget it. "
        f"{_examples(plan)}"
    )
