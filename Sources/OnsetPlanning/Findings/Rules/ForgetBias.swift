import OnsetCore
import OnsetModels

/// `forget-bias`: an LSTM that starts by forgetting half of its state at each step.
struct ForgetBias: Rule {
  static let page = RulePage(
    id: "forget-bias", summary: "an LSTM's forget gate starts half closed",
    meaning: """
      With bias 0 the forget gate is at sigmoid(0) = 0.5: the cell loses half of its content at every step, and \
      long dependencies are not found, because no gradient comes back from them.
      """,
    theory: """
      c_t = f c_t−1 + i g with f = σ(b): over t steps a share σ(b)ᵗ is left, for b = 0 0.1 % after ten, for \
      b = 1 4 %. ONNX and PyTorch have two biases for each gate; what counts is their sum.
      """,
    threshold: RulePage.Threshold(
      0.5,
      "The mean of the forget gate's biases, both sides added. A warning below the threshold, half of the usual 1."
    ),
    remedy: "Start the forget gate's bias at 1 (auto).",
    reference:
      "Jozefowicz, Zaremba & Sutskever 2015, ICML; Gers et al. 2000, doi:10.1162/089976600300015015"
  )

  func findings(in context: CheckContext) -> [Finding] {
    let limit = context.threshold(Self.self)
    var sums: [Int: (sum: Double, names: [String])] = [:]
    for (index, parameter) in context.network.parameters.enumerated() {
      guard let use = parameter.primaryUse,
        use.role == .recurrentInputBias || use.role == .recurrentHiddenBias,
        let mean = Self.forgetMean(context.profiles[index])
      else { continue }
      let known = sums[use.consumer] ?? (0, [])
      sums[use.consumer] = (known.sum + mean, known.names + [parameter.name.text])
    }
    return sums.sorted { $0.key < $1.key }.compactMap { _, gate in
      guard gate.sum < limit else { return nil }
      return finding(
        .warning, at: gate.names[0],
        "the forget gate's biases add up to \(gate.sum.brief) on average: a cell keeps half of its state",
        fix: context.command.initialize(gate.names, rule: Self.id))
    }
  }

  private static func forgetMean(_ profile: WeightProfile?) -> Double? {
    profile?.blocks.first { $0.name == "forget" }?.mean
  }
}
