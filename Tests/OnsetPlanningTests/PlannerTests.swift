import OnsetCore
import OnsetModels
import OnsetPlanning
import OnsetSchemes
import Testing

@Suite struct PlannerTests {
  static let fixtures = ["gru_seq", "lenet", "pinn_tanh"]
  static let families = FamilyDescription.all.map(\.name)

  @Test(arguments: fixtures, families)
  func everyInitializerIsAccountedForOnce(fixture: String, family: String) throws {
    let model = try FixtureModel(fixture)
    let plan = try model.plan(family)
    let planned = plan.entries.map(\.initializerName) + plan.constants.map(\.name)
    for initializer in model.file.initializers {
      #expect(planned.filter { $0 == initializer.name }.count == 1, "\(initializer.name)")
    }
    #expect(plan.entries.allSatisfy { !$0.reason.isEmpty })
  }

  @Test(arguments: families)
  func everyInitializerOfTheDemoModelIsAccountedFor(family: String) throws {
    let model = try FixtureModel.hybrid()
    let plan = try model.plan(family)
    let planned = Set(plan.entries.map(\.initializerName) + plan.constants.map(\.name))
    #expect(planned.isSuperset(of: model.file.initializers.map(\.name)))
  }

  @Test func selectionKeepsTheRestAndSaysWhy() throws {
    let model = try FixtureModel("lenet")
    let selection = TensorSelection(
      only: [try GlobPattern("*.weight")], except: [try GlobPattern("f6.*")])
    let plan = try model.plan("he", selection: selection)
    for entry in plan.entries {
      let isSelected = entry.name.text.hasSuffix(".weight") && !entry.name.text.hasPrefix("f6.")
      #expect((entry.scheme != nil) == isSelected, "\(entry.name): \(entry.reason)")
      if !isSelected { #expect(entry.reason.hasPrefix("kept: ")) }
    }
    #expect(plan.entries.contains { $0.scheme != nil })
  }

  @Test(arguments: ["only", "except"])
  func aPatternThatMatchesNothingIsAnError(flag: String) throws {
    let model = try FixtureModel("lenet")
    let pattern = [try GlobPattern("no.such.tensor")]
    let selection =
      flag == "only" ? TensorSelection(only: pattern) : TensorSelection(except: pattern)
    let error = #expect(throws: OnsetError.self) { try model.plan("he", selection: selection) }
    #expect(error?.message.contains("'no.such.tensor'") == true)
    #expect(error?.message.contains("--\(flag)") == true)
  }

  @Test func anUnknownFamilyNamesTheNearest() throws {
    let model = try FixtureModel("lenet")
    let error = #expect(throws: OnsetError.self) { try model.plan("pytorhc") }
    #expect(error?.fix?.contains("'pytorch'") == true)
  }

  @Test func theLayoutOfThePlanIsThatOfTheFrameworksTensor() throws {
    let plan = try FixtureModel("lenet").plan("he")
    for entry in plan.entries where entry.role == .kernel {
      let fans = try entry.layout.fans(of: entry.shape)
      let inputs = entry.shape.dimensions.dropFirst().reduce(1, *)
      #expect(fans.fanIn == Double(inputs), "\(entry.name)")
    }
  }
}
