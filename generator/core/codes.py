"""Codes that belong to no component: what the reader, the language, overlays and admission say.

Checks, rules and claims of components explain themselves in their docstrings, so that a component is one folder. These stand
together because what they name has no one place in the code: several keywords of schemas say `schema/bounds`, and several
stages `overlay/shape`. Only `gen explain` and `accept` read them: a build of a sound inventory imports nothing of this.
"""

from __future__ import annotations

EXPLANATIONS: dict[str, str] = {
    "yaml/syntax": "The file is not YAML. Nothing behind the first such place is read.",
    "yaml/tab": "A tab stands where YAML wants spaces. YAML 1.2 forbids tabs in indentation.",
    "yaml/not-utf8": "The file is not UTF-8 text. YAML 1.2 readers, git and editors all expect UTF-8.",
    "yaml/control-character": "A control character stands in the file; YAML allows only tab, line feed and carriage return.",
    "yaml/too-large": "The file is larger than any inventory could be. The limit keeps a mistake from filling memory.",
    "yaml/too-deep": "The nesting is deeper than any inventory could be.",
    "yaml/duplicate-key": "A key stands twice in one mapping. Most readers silently keep the last one; this one refuses.",
    "yaml/key-not-string": "A key is a number, boolean or null to YAML. Every key of the language is text: quote it.",
    "yaml/merge-key": "`<<` is not part of YAML 1.2, and readers disagree about it. Use `groups:` of a fleet, or plain aliases.",
    "yaml/tag": "A custom tag (`!name`) stands before a value. The language has none.",
    "yaml/octal-looking": "A number with a leading zero is octal to YAML 1.1 readers and decimal to YAML 1.2 readers.",
    "yaml/number-too-large": "A number has more digits than readers can hold.",
    "yaml/number-without-end": (
        "`.inf`, `-.inf` or `.nan`: numbers to YAML, and none to JSON, as which Kubernetes, Flux and Helm read every file; they stop"
        " with `json: unsupported value`."
    ),
    "yaml/unknown-alias": "`*name` refers to an anchor `&name` that does not stand before it.",
    "yaml/recursive-alias": "An alias stands inside the value that it refers to.",
    "yaml/alias-bomb": "Aliases refer to values full of aliases, so that a small file becomes a huge value.",
    "inventory/missing": "There is no inventory here. `gen init` writes a first one; `-f` names another file, `-C` another directory.",
    "inventory/unreadable": "The inventory exists and cannot be read: permissions, or it is a directory.",
    "inventory/shape": "An inventory is one YAML document: a mapping that starts with `apiVersion` and `kind`.",
    "inventory/unknown-key": "A key that the language does not have. A misspelt key that is ignored would be a setting that does nothing.",
    "inventory/missing-key": "A key that nothing can stand in for.",
    "inventory/type": "A value of another kind than the key takes: text for a number, one value for a list.",
    "inventory/unknown-value": "The key takes one of a closed set of words, and this is none of them.",
    "inventory/range": "A number outside what the key takes.",
    "inventory/length": "A text that is too long or too short for what it names.",
    "inventory/format": "A text that is not what the key takes: an address, a network, a host, a duration, a selector, a port.",
    "inventory/empty": "A key with nothing behind it. Nothing is not the same as `{}`: a section is switched on by being there.",
    "inventory/invalid": "The typed model refuses what the schema allows. That is a mistake of gen; please report it.",
    "inventory/underivable": (
        "A field was left out, and nothing, or more than one thing, follows from the rest of the inventory. It must be written:"
        " `gen explain PATH` says by which rule it would have been filled."
    ),
    "inventory/removes-nothing": (
        "`{name: …, remove: true}` takes an item out of what the base and the groups say. Here there is none of that name, in"
        " any cluster that the part is for: what was to be removed is still there."
    ),
    "inventory/groups-alone": "`groups` are parts that clusters share; without `clusters` nobody uses them.",
    "inventory/unknown-group": "A cluster is in a group that `groups` does not have.",
    "inventory/unused-group": "A group that no cluster is in: it has no effect.",
    "inventory/cluster-name": "In a fleet the key under `clusters` is the cluster's name; another `cluster.name` contradicts it.",
    "inventory/accepts-no-warning": (
        "`accept` takes warnings out of the report, with the reason why they may stay. An error says what cannot work, and what"
        " was not checked is always said."
    ),
    "inventory/accepts-nothing": "A code under `accept` that nothing says any more: it would hide the warning on the day it returns.",
    "overlay/of-nobody": "An overlay stands under `clusters/` or `groups/` of a name that the inventory does not have, so it has no effect.",
    "overlay/unreadable": "A file or directory below `overlays/` exists and cannot be read.",
    "overlay/file-kind": "Overlays are `*.yaml` (manifests), `*.patch.yaml`, `*.ops.yaml`, each also as a template with `.j2`.",
    "overlay/unknown-unit": "An overlay stands in a directory that is no unit of the generated tree, so it would have no effect.",
    "overlay/no-target": (
        "A patch whose object is not generated in that unit, or not under that apiVersion and namespace; kustomize, too, finds "
        "no match then. A target of operations that means several objects is refused as well."
    ),
    "overlay/no-effect": "A patch that says what is generated already: it hides the day on which it would start to matter.",
    "overlay/generated": (
        "A manifest below `overlays/` is of an object that is generated, too: kustomize refuses to build one that stands twice, and"
        " two units would take it from each other."
    ),
    "overlay/fight": (
        "Two overlays of one level undo each other: they set one field to different values, one deletes or replaces what the"
        " other changes or adds to, or one counts to an item of a list in which the other moves items. What comes of it would"
        " depend on their names."
    ),
    "overlay/shape": "The file does not have the shape that its name promises.",
    "overlay/directive": "A strategic merge directive that kustomize does not know, or that has no meaning where it stands.",
    "overlay/alike": (
        "Two overlays whose names differ only by case, or two files that would be made of them. On file systems that do not tell"
        " these apart (macOS, Windows) a checkout has one of them, and which one is chance."
    ),
    "overlay/unmergeable": (
        "A strategic merge that kustomize refuses, or takes in without doing what it says: a mapping over text, items of a list"
        " that cannot be told apart. Two ports of one number, TCP and UDP, are told apart by their protocol only where each says"
        " its own."
    ),
    "overlay/file-taken": "An overlay adds a file to `infra/` that is generated already, or that another overlay adds.",
    "overlay/operation": "A JSON 6902 operation that cannot be applied: its path does not exist, or a `test` does not hold.",
    "overlay/template": "A Jinja2 template failed: a syntax error, or a name that the inventory does not have (nothing is ever empty by mistake).",
    "schema/rule-not-asked": (
        "A rule about how objects hang together could not be asked, because a manifest of the wrong shape stands in its way. Mend"
        " what the schema refuses first."
    ),
    "schema/unknown-kind": "No schema of this kind is held, so nothing could be said about the manifest. Add its CRD with `gen schema add FILE`.",
    "schema/unknown-field": "The API server refuses (or drops) fields that the schema of the kind does not have.",
    "schema/type": "A value of another type than the schema of the kind says; the API server refuses it.",
    "schema/enum": "A value outside the closed set in the schema of the kind; the API server refuses it.",
    "schema/required": "A field that the schema of the kind demands is missing; the API server refuses the object.",
    "schema/bounds": "A number, length or count outside the bounds in the schema of the kind; the API server refuses it.",
    "schema/pattern": "A text that does not match the pattern in the schema of the kind; the API server refuses it.",
    "schema/format": "A text that is not of the format in the schema of the kind; the API server refuses it.",
    "schema/duplicate-key": "Two items of a list share the key by which the API server tells them apart; it refuses the object.",
    "schema/null": "A null where the schema of the kind does not allow one.",
    "schema/no-spec": (
        "The CRD of the kind demands fields of `spec`, and not `spec` itself, so the API server takes the object without. Its"
        " controller then reads an empty one: no chart to install, no source to apply. `spec: null` in a patch removes it."
    ),
    "schema/list-for-text": "A list where the API's decoder wants text.",
    "schema/form": "The value matches none, or too many, of the forms that the schema of the kind allows.",
    "schema/name": "A name that the API server refuses: see the rules for DNS labels and subdomains (RFC 1123, RFC 1035).",
    "schema/namespace": "A namespaced object without namespace, or a cluster-scoped object with one.",
    "schema/label": "A label or annotation whose key or value the API server refuses.",
    "schema/cel": "A validation rule (CEL) of the kind's CRD does not hold; the API server refuses the object.",
    "schema/not-checked": "A rule of the kind's CRD could not be evaluated offline, so it was not checked.",
    "schema/unfilled": "Texts hold `${VARIABLES}` that Flux fills in later; all else in the object was checked.",
    "schema/unheld-version": (
        "No schemas are held of the version in use, so those of the nearest version judged. What differs between the two "
        "was not checked."
    ),
    "values/unread-key": "The chart never reads this key: Helm ignores it in silence, and the setting does nothing.",
    "values/declared-unread": "The chart declares this key in its values.yaml, and none of its templates reads it.",
    "values/type": "A value of another type than the chart's templates and schema expect; rendering fails or goes wrong.",
    "values/enum": "A value outside the closed set in the chart's schema; Helm refuses to render.",
    "values/range": "A number outside the bounds in the chart's schema; Helm refuses to render.",
    "values/required": "A value that the chart's schema demands is missing; Helm refuses to render.",
    "values/chart-fails": "The chart's own `fail` rule refuses these values: the render fails, Flux stays on the old release.",
    "values/not-checked": (
        "No facts are held of this chart in this version, so its values were not checked; or an older version of the chart "
        "answers, and does not know this one key."
    ),
    "lint/unread": "The file is not YAML as it stands (a template, for instance), so nothing in it was checked.",
    "tree/stale": "A generated file is not what the inventory says. `gen build` brings it in line; hand edits belong into overlays/.",
    "tree/unwritable": "The tree cannot be written as it stands: a symbolic link, a directory where a file belongs, or the like.",
    "git/path-elsewhere": (
        "`flux.path` says where the generated `gitops` stands, seen from the root of the repository that Flux reads, and in "
        "this repository it stands elsewhere. Every Kustomization then fails with `kustomization path not found`."
    ),
    "git/needed": "Something was asked that only git can answer, and git or the repository is missing.",
    "internal": "A bug in gen: an exception that nobody expected. What stands on stderr is what a report needs.",
    "environment": "The operating system refused: permissions, a full disk, a directory that cannot be read.",
}
