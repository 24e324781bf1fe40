import OnsetModels
import OnsetPlanning
import OnsetPropagation
import OnsetTheory
import Testing

/// Rules about what happens to a signal and a gradient over many layers, each on a model that has the
/// fault and on one that has not.
@Suite struct SignalRuleTests {
  /// A plain chain of equal layers.
  private func chain(
    _ depth: Int, _ function: UnaryFunction, gain: Double, width: Int = 64,
    bias: (inout ModelBuilder) -> [Float]? = { _ in nil }
  ) throws -> ModelBuilder {
    var model = ModelBuilder(input: [32, width])
    for layer in 0..<depth {
      let biases = bias(&model)
      try model.linear("layers.\(layer)", width, gain: gain, bias: biases)
      model.apply(function)
    }
    try model.linear("head", 10, gain: 0.3)
    return model
  }

  @Test func smallWeightsLoseTheSignalAndTheGradient() throws {
    // PyTorch's default: σ_w² = 1/3, so 1/6 a layer.
    let findings = try chain(20, .relu, gain: (1.0 / 3).squareRoot()).findings()
    let forward = try #require(findings.of("vanishing-forward").first)
    #expect(forward.severity == .error)
    #expect(forward.place == "layers.19")
    #expect(forward.fix == "onset init model.onnx -o weights.safetensors")
    let backward = try #require(findings.of("vanishing-gradient").first)
    #expect(backward.severity == .error)
    #expect(backward.place == "x" || backward.place == "layers.0")
  }

  @Test func largeWeightsBlowUpBoth() throws {
    let findings = try chain(20, .relu, gain: 4).findings()
    #expect(findings.of("exploding-forward").first?.severity == .error)
    #expect(findings.of("exploding-gradient").first?.severity == .error)
    #expect(findings.of("chaotic").first?.severity == .warning)
  }

  @Test(arguments: [UnaryFunction.relu, .tanh, .sigmoid, .gelu(isTanhApproximation: false)])
  func whatAutoDrawsIsHealthy(function: UnaryFunction) throws {
    let findings = try chain(20, function, gain: 5).findings(plan: "auto")
    #expect(findings.filter { $0.severity > .note } == [])
  }

  @Test func heWeightsAreHealthyBehindReLU() throws {
    let findings = try chain(20, .relu, gain: 2.0.squareRoot()).findings()
    #expect(findings.filter { $0.severity > .note } == [])
  }

  @Test func orderedNetworksMakeInputsAlike() throws {
    let findings = try chain(30, .tanh, gain: 0.7) { $0.normal(64, deviation: 0.5) }.findings()
    #expect(findings.of("correlation-collapse").first?.severity == .error)
    #expect(findings.of("random-bias").count == 1)
  }

  @Test func sigmoidWithGlorotLosesTheGradientOnly() throws {
    let findings = try chain(20, .sigmoid, gain: 1).findings()
    #expect(findings.of("vanishing-gradient").first?.severity == .error)
    #expect(findings.of("exploding-forward").isEmpty)
  }

  @Test func aThresholdCanBeMoved() throws {
    let model = try chain(4, .relu, gain: 1)
    #expect(try model.findings().of("vanishing-gradient").isEmpty)
    let strict = try Thresholds(["vanishing-gradient=0.5"])
    #expect(
      try model.findings(thresholds: strict).of("vanishing-gradient").first?.severity == .error)
  }

  @Test func squaredActivationsHaveNoStableScale() throws {
    #expect(try chain(5, .square, gain: 1).findings().of("chaotic").count >= 1)
    #expect(try chain(5, .relu, gain: 1).findings().of("chaotic").isEmpty)
  }

  @Test func largePreactivationsSaturateTanh() throws {
    #expect(try chain(1, .tanh, gain: 10).findings().of("saturation").first?.place == "layers.0")
    #expect(try chain(1, .tanh, gain: 1).findings().of("saturation").isEmpty)
  }

  @Test func negativeBiasesKillRectifiers() throws {
    let dying = try chain(1, .relu, gain: 1) { _ in [Float](repeating: -5, count: 64) }
    #expect(try dying.findings().of("dead-units").count == 1)
    #expect(try chain(1, .relu, gain: 1).findings().of("dead-units").isEmpty)
  }

  @Test func narrowDeepNetworksScatter() throws {
    let narrow = try chain(40, .relu, gain: 2.0.squareRoot(), width: 16)
    #expect(try narrow.findings().of("finite-width").count == 1)
    let wide = try chain(3, .relu, gain: 2.0.squareRoot(), width: 64)
    #expect(try wide.findings().of("finite-width").isEmpty)
  }

  @Test(arguments: [(1.4, true), (0.05, false)])
  func branchesWithoutScalingGrow(gain: Double, isFound: Bool) throws {
    var model = ModelBuilder(input: [32, 64])
    try model.linear("stem", 64)
    for block in 0..<12 {
      let shortcut = model.current
      try model.linear("blocks.\(block).0", 64, gain: 2.0.squareRoot())
      model.apply(.relu)
      try model.linear("blocks.\(block).1", 64, gain: gain)
      model.addShortcut(shortcut)
    }
    try model.linear("head", 10, gain: 0.1)
    #expect(try model.findings().of("residual-growth").isEmpty != isFound)
  }

  @Test(arguments: [false, true])
  func attentionWithoutShortcutsMakesTokensAlike(hasShortcuts: Bool) throws {
    var model = ModelBuilder(input: [4, 12, 32])
    for block in 0..<3 {
      let shortcut = model.current
      try model.attend("blocks.\(block)", deviation: 0.1)
      if hasShortcuts { model.addShortcut(shortcut) }
    }
    try model.project("head", 10, deviation: 0.1)
    #expect(try model.findings().of("rank-collapse").isEmpty == hasShortcuts)
  }

  @Test func withoutRandomBiasesTanhLosesItsSignal() throws {
    let model = try chain(10, .tanh, gain: 1) { _ in [Float](repeating: 0, count: 64) }
    let note = try #require(try model.findings(plan: "auto", biases: .zero).of("random-bias").first)
    #expect(note.severity == .note)
    #expect(note.fix.hasSuffix("--scheme auto --bias random"))
    #expect(try model.findings(plan: "auto").of("random-bias").isEmpty)
  }

  @Test(arguments: [(Float(128), true), (1, false)])
  func pixelsThatAreNotNormalized(scale: Float, isFound: Bool) throws {
    let model = try chain(2, .relu, gain: 1)
    var noise = ModelBuilder(input: [1], seed: 9)
    let pixels = noise.normal(32 * 64, deviation: 1).map { $0 * scale }
    let inputs = ["x": InputStatistics.values(pixels, shape: [32, 64])]
    #expect(try model.findings(inputs: inputs).of("unnormalized-input").isEmpty != isFound)
  }

  @Test(arguments: [(0.02, true), (1, false)])
  func smallEmbeddingsWithoutANorm(deviation: Double, isFound: Bool) throws {
    var model = ModelBuilder(input: [8, 12])
    try model.embedding("tokens", rows: 50, width: 32, deviation: deviation)
    try model.project("head", 10, deviation: 0.1)
    #expect(try model.findings().of("embedding-scale").isEmpty != isFound)
    var normalized = ModelBuilder(input: [8, 12])
    try normalized.embedding("tokens", rows: 50, width: 32, deviation: deviation)
    try normalized.layerNorm("norm")
    try normalized.project("head", 10, deviation: 0.1)
    #expect(try normalized.findings().of("embedding-scale").isEmpty)
  }

  @Test(arguments: [(6.0, true), (0.3, false)])
  func hotHeads(gain: Double, isFound: Bool) throws {
    var model = ModelBuilder(input: [32, 64])
    try model.linear("head", 10, gain: gain)
    #expect(try model.findings().of("hot-head").isEmpty != isFound)
  }

  @Test func gradientsThatFloat32CannotSquare() throws {
    let deep = try chain(60, .relu, gain: 0.5)
    #expect(try deep.findings().of("low-precision-range").first?.severity == .warning)
    #expect(try chain(3, .relu, gain: 1.4).findings().of("low-precision-range").isEmpty)
  }
}
