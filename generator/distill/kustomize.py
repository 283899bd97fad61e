"""The schema of `kustomization.yaml`, written by hand: kustomize publishes none.

Fields and types are those of the Go structs in `sigs.k8s.io/kustomize/api` v0.21.1 (package `types`, the library of
kustomize 5.8), which kustomize decodes strictly.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.core.schema.crd import Json, Kind

SOURCE: Json = {
    "project": "kustomize",
    "version": "5.8",
    "repository": "kubernetes-sigs/kustomize",
    "release": "api v0.21.1",
    "source": "api/types (Go structs, read by hand)",
    "licence": "Apache-2.0",
}

TEXT: Json = {"type": "string"}
FLAG: Json = {"type": "boolean"}
NUMBER: Json = {"type": "integer", "format": "int64"}
TEXTS: Json = {"type": "array", "items": TEXT}
PAIRS: Json = {"type": "object", "additionalProperties": TEXT}
ANYTHING: Json = {"type": "object", "x-kubernetes-preserve-unknown-fields": True}


def _struct(**fields: Json) -> Json:
    return {"type": "object", "properties": dict(sorted(fields.items()))}


def _some(item: Json) -> Json:
    return {"type": "array", "items": item}


def _texts(names: str) -> dict[str, Json]:
    return dict.fromkeys(names.split(), TEXT)


GVK = _texts("group version kind")
SELECTOR = _struct(**GVK, **_texts("name namespace annotationSelector labelSelector"))
FIELD = _struct(**GVK, path=TEXT, create=FLAG)
OPTIONS = _struct(labels=PAIRS, annotations=PAIRS, disableNameSuffixHash=FLAG, immutable=FLAG)
GENERATOR: dict[str, Json] = {
    **_texts("name namespace env"),
    **dict.fromkeys(("literals", "files", "envs"), TEXTS),
    "behavior": {"type": "string", "enum": ["create", "replace", "merge"]},
    "options": OPTIONS,
}
PATCH = _struct(path=TEXT, patch=TEXT, target=SELECTOR, options={"type": "object", "additionalProperties": FLAG})
IMAGE = _struct(**_texts("name newName tagSuffix newTag digest"))
LABEL = _struct(pairs=PAIRS, includeSelectors=FLAG, includeTemplates=FLAG, fields=_some(FIELD))
FIELD_OPTIONS = _struct(delimiter=TEXT, index=NUMBER, encoding=TEXT, create=FLAG)
REPLACEMENT = _struct(
    path=TEXT,
    source=_struct(**GVK, **_texts("name namespace fieldPath"), options=FIELD_OPTIONS),
    sourceValue=TEXT,
    targets=_some(_struct(select=SELECTOR, reject=_some(SELECTOR), fieldPaths=TEXTS, options=FIELD_OPTIONS)),
)
VARIABLE = _struct(
    name=TEXT,
    objref=_struct(**GVK, **_texts("apiVersion name namespace")),
    fieldref=_struct(fieldPath=TEXT, fieldpath=TEXT),
)
CHART = _struct(
    **_texts("name version repo releaseName namespace valuesFile valuesMerge kubeVersion nameTemplate"),
    **dict.fromkeys(("additionalValuesFiles", "apiVersions"), TEXTS),
    **dict.fromkeys(("includeCRDs", "skipHooks", "skipTests", "debug", "devel"), FLAG),
    valuesInline=ANYTHING,
)
OLD_CHART = _struct(
    **_texts("chartName chartVersion chartRepoUrl chartHome chartRepoName helmBin helmHome values valuesMerge"),
    **_texts("releaseName releaseNamespace"),
    valuesLocal=ANYTHING,
    extraArgs=TEXTS,
)
KUSTOMIZATION = _struct(
    **_texts("namePrefix nameSuffix namespace"),
    **dict.fromkeys(
        ("resources", "components", "crds", "bases", "configurations", "generators", "transformers", "validators"),
        TEXTS,
    ),
    **dict.fromkeys(("commonLabels", "commonAnnotations", "openapi"), PAIRS),
    buildMetadata=_some({"type": "string", "enum": ["originAnnotations", "transformerAnnotations", "managedByLabel"]}),
    configMapGenerator=_some(_struct(**GENERATOR)),
    generatorOptions=OPTIONS,
    helmChartInflationGenerator=_some(OLD_CHART),
    helmCharts=_some(CHART),
    helmGlobals=_struct(**_texts("chartHome configHome")),
    imageTags=_some(IMAGE),
    images=_some(IMAGE),
    labels=_some(LABEL),
    patches=_some(PATCH),
    patchesJson6902=_some(PATCH),
    patchesStrategicMerge=TEXTS,
    replacements=_some(REPLACEMENT),
    replicas=_some(_struct(name=TEXT, count=NUMBER)),
    secretGenerator=_some(_struct(**GENERATOR, type=TEXT)),
    sortOptions=_struct(
        order={"type": "string", "enum": ["legacy", "fifo"]},
        legacySortOptions=_struct(orderFirst=TEXTS, orderLast=TEXTS),
    ),
    vars=_some(VARIABLE),
)


def file_kinds() -> Iterator[Kind]:
    """Yield the kinds of `kustomization.yaml`; their scope is "File": they are read by kustomize, not applied."""
    for version, kind in (("v1beta1", "Kustomization"), ("v1", "Kustomization"), ("v1alpha1", "Component")):
        api_version = f"kustomize.config.k8s.io/{version}"
        yield Kind(api_version=api_version, kind=kind, scope="File", schema=KUSTOMIZATION, native=True)
