import OnsetCore
import OnsetModels
import OnsetPlanning
import OnsetSchemes
import Testing

@Suite struct RecipeTests {
  private static let example = """
    version: 1
    seed: 7
    default: keep
    rules:
      - match: ["gru.weight_hh_*", "gru.weight_ih_*"]
        init: {scheme: orthogonal, gain: 2, blocks: whole}
      - match: "fc.weight"
        init: {scheme: normal, standardDeviation: 0.02}
      - match: "*.bias"
        init: zeros
    """

  @Test func theFirstRuleThatMatchesDecides() throws {
    let recipe = try Recipe(yaml: Self.example, name: "example")
    let plan = try Planner(FixtureModel("gru_seq").network).plan(recipe: recipe, seed: nil)
    #expect(plan.seed == 7)
    #expect(try plan.entry("gru.weight_hh_l0").scheme == .orthogonal(gain: 2))
    #expect(try plan.entry("gru.weight_hh_l0").layout.parts.isEmpty)
    #expect(try plan.entry("fc.weight").scheme == .normal(standardDeviation: 0.02))
    #expect(try plan.entry("fc.bias").scheme == .zeros)
    #expect(try plan.entry("gru.bias_ih_l0").scheme == nil)
  }

  @Test(arguments: ["gru_seq", "lenet"], ["auto", "pytorch", "keras", "flax", "orthogonal"])
  func aPrintedPlanReproducesItself(fixture: String, family: String) throws {
    let model = try FixtureModel(fixture)
    let plan = try model.plan(family, seed: 3)
    let text = try plan.recipe(model: "model.onnx")
    let recipe = try Recipe(yaml: text, name: "printed")
    let again = try Planner(model.network).plan(recipe: recipe, seed: nil)
    #expect(again.seed == 3)
    for (first, second) in zip(plan.entries, again.entries) {
      #expect(first.scheme == second.scheme, "\(first.name)")
      #expect(first.layout == second.layout, "\(first.name)")
    }
    for entry in plan.entries { #expect(text.contains(entry.reason), "\(entry.name)") }
  }

  @Test func depthScaleCountsTheBlocksOfTheModel() throws {
    let text = """
      version: 1
      default: keep
      rules:
        - match: "blocks.*.attention.proj.weight"
          init: {scheme: normal, standardDeviation: 0.02, depthScale: 1/sqrt(2L)}
      """
    let recipe = try Recipe(yaml: text, name: "example")
    let plan = try Planner(FixtureModel.hybrid().network).plan(recipe: recipe, seed: nil)
    #expect(abs(try plan.deviation("blocks.1.attention.proj.weight") - 0.01) < 1e-15)
  }

  @Test func aRuleThatMatchesNothingIsReported() throws {
    let recipe = try Recipe(
      yaml: "version: 1\ndefault: auto\nrules:\n  - match: fc.wieght\n    init: zeros\n", name: "r")
    let plan = try Planner(FixtureModel("gru_seq").network).plan(recipe: recipe, seed: nil)
    #expect(plan.remarks.contains { $0.contains("fc.wieght") && $0.contains("'fc.weight'") })
  }

  @Test func aTensorWithoutARuleIsRefusedWhereTheDefaultIsError() throws {
    let recipe = try Recipe(yaml: "version: 1\ndefault: error\nrules: []\n", name: "r")
    let network = try FixtureModel("gru_seq").network
    let error = #expect(throws: OnsetError.self) {
      try Planner(network).plan(recipe: recipe, seed: nil)
    }
    #expect(error?.code == .invalidPlan)
  }

  @Test(arguments: [
    ("rules: []", "version: 1"),
    ("version: 2", "version: 1"),
    ("version: 1\nrule: []", "'rule'"),
    ("version: 1\nrules:\n  - match: a\n", "match"),
    ("version: 1\nrules:\n  - match: a\n    init: {scheme: nromal}\n", "nromal"),
    (
      "version: 1\nrules:\n  - match: a\n    init: {scheme: normal, standardDeviation: -1}\n",
      "tandard"
    ),
    ("version: 1\nrules:\n  - match: 'a[1'\n    init: zeros\n", "never closes"),
    ("version: 1\nrules: [", "YAML"),
    ("version: 1\nseed: -3", "seed"),
    (
      "version: 1\nrules:\n  - match: a\n    init: {scheme: zeros, depthScale: 1/cbrt(L)}\n",
      "depthScale"
    ),
  ])
  func mistakesAreNamed(text: String, mention: String) throws {
    let error = #expect(throws: OnsetError.self) { try Recipe(yaml: text, name: "recipe.yaml") }
    let sentence = error?.description ?? ""
    #expect(sentence.contains(mention), "\(sentence)")
    #expect(sentence.hasPrefix("recipe.yaml"), "\(sentence)")
    #expect(!sentence.contains("\n"))
  }
}
