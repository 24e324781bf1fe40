import ArgumentParser
import Onset

/// `onset plan`: the plan as an editable recipe.
struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Prints the plan for a model as an editable recipe.",
    discussion: """
      The recipe is YAML with a reason on every line; 'onset init --recipe' carries it out bit for bit.

      Example: onset plan model.onnx > recipe.yaml
      """)

  @OptionGroup var planning: PlanningOptions

  func run() throws {
    let planned = try planning.makePlan()
    if let path = planning.json {
      try JSONOutput.write(planned.document(of: planning.model), to: path)
    }
    guard !planning.quiet, planning.json != "-" else { return }
    print(try planned.plan.recipe(model: planning.model), terminator: "")
  }
}
