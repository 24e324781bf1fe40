import ArgumentParser
import Onset

/// What decides a plan: shared by `init` and `plan`.
struct PlanningOptions: ParsableArguments {
  @Argument(help: "An .onnx file.")
  var model: String

  @Option(help: "A scheme family; 'onset schemes' lists them. init and plan take auto by default.")
  var scheme: String?

  @Option(help: "A recipe in YAML, as 'onset plan' prints it.")
  var recipe: String?

  @Option(help: "The seed of all random streams: 0 to 2^64 - 1. The default is 0, or the recipe's.")
  var seed: UInt64?

  @Option(
    help: "Biases of 'auto': random, or zero to forbid random ones. The default is random.",
    transform: Self.biases)
  var bias: CriticalitySolver.Biases = .random

  @Option(help: "Initialize only tensors whose names fit GLOB; may be given several times.")
  var only: [String] = []

  @Option(help: "Keep tensors whose names fit GLOB; may be given several times.")
  var except: [String] = []

  @Option(
    help: "The shape of an input that the file leaves open: NAME=1x3x224x224.")
  var inputShape: [String] = []

  @Flag(help: "Go on where the file holds NaN or infinite weights.")
  var allowNonFinite = false

  @Option(help: "At most N threads; the weights do not depend on it.")
  var threads: Int?

  @Option(help: "Write the result as JSON to PATH, or to standard output for -.")
  var json: String?

  @Flag(help: "Print no table.")
  var quiet = false

  func validate() throws {
    if scheme != nil, recipe != nil {
      throw ValidationError("--scheme and --recipe exclude each other; give one of them.")
    }
    if let threads, threads < 1 { throw ValidationError("--threads must be at least 1.") }
  }
}

extension PlanningOptions {
  /// Reads the model and plans for it.
  ///
  /// - Returns: The model's file, its network and the plan.
  func makePlan() throws(OnsetError) -> PlannedModel {
    try checkFormat()
    let file = try ONNXModel(contentsOf: model)
    let network = try file.network(inputShapes: try InputShapes.parse(inputShape))
    try file.checkForUse(of: network, allowsNonFinite: allowNonFinite)
    return PlannedModel(file: file, network: network, plan: try plan(for: network))
  }

  /// The plan to judge; `nil` where the weights are to be judged as found.
  func requestedPlan(for network: Network) throws(OnsetError) -> Plan? {
    guard scheme != nil || recipe != nil else { return nil }
    return try plan(for: network)
  }

  private func plan(for network: Network) throws(OnsetError) -> Plan {
    let selection = TensorSelection(only: try globs(only), except: try globs(except))
    let planner = Planner(network, biases: bias)
    if let recipe {
      return try planner.plan(recipe: Recipe(contentsOf: recipe), seed: seed, selection: selection)
    }
    return try planner.plan(family: scheme ?? "auto", seed: seed ?? 0, selection: selection)
  }

  /// Refuses a safetensors file after a look inside, so that a broken one is called broken.
  private func checkFormat() throws(OnsetError) {
    guard model.lowercased().hasSuffix(".safetensors") else { return }
    _ = try SafetensorsFile(contentsOf: model)
    throw OnsetError(
      .unsupported, "a safetensors file has weights but no graph to plan by", at: model,
      fix: "give the model's .onnx file")
  }

  private static func biases(_ text: String) throws -> CriticalitySolver.Biases {
    guard let biases = CriticalitySolver.Biases(rawValue: text) else {
      throw ValidationError("--bias must be random or zero, not '\(text)'.")
    }
    return biases
  }

  private func globs(_ patterns: [String]) throws(OnsetError) -> [GlobPattern] {
    var globs: [GlobPattern] = []
    for pattern in patterns { globs.append(try GlobPattern(pattern)) }
    return globs
  }
}

/// A model with the plan for it.
struct PlannedModel {
  let file: ONNXModel
  let network: Network
  let plan: Plan
}
