import OnsetCore
import OnsetModels
import OnsetPlanning
import Testing

/// Rules about single tensors, each on a model that has the fault and on one that has not.
@Suite struct WeightRuleTests {
  /// Two layers with a ReLU between; the first has the given weights.
  private func pair(
    _ weights: (inout ModelBuilder) -> [Float]?, bias: [Float]? = nil
  ) throws -> ModelBuilder {
    var model = ModelBuilder(input: [8, 16])
    let elements = weights(&model)
    try model.linear("first", 16, gain: 1.4, weights: elements, bias: bias)
    model.apply(.relu)
    try model.linear("head", 10, gain: 0.3)
    return model
  }

  @Test func equalUnitsAreFound() throws {
    let constant = try pair { _ in [Float](repeating: 0.1, count: 256) }
    let finding = try #require(try constant.findings().of("symmetric-units").first)
    #expect(finding.severity == .error)
    #expect(finding.place == "first")
    #expect(finding.fix == "onset init model.onnx -o weights.safetensors --only first.weight")
    let rows = try pair { model in
      let row = model.normal(16, deviation: 0.3)
      return (0..<16).flatMap { _ in row }
    }
    #expect(try rows.findings().of("symmetric-units").count == 1)
    #expect(try pair { _ in nil }.findings().of("symmetric-units").isEmpty)
  }

  @Test func randomBiasesBreakTheSymmetry() throws {
    var noise = ModelBuilder(input: [1, 1], seed: 5)
    let bias = noise.normal(16, deviation: 0.1)
    let model = try pair({ _ in [Float](repeating: 0.1, count: 256) }, bias: bias)
    #expect(try model.findings().of("symmetric-units").isEmpty)
  }

  @Test func aHeadOfZerosIsInOrder() throws {
    var model = ModelBuilder(input: [8, 16])
    try model.linear("first", 16, gain: 1.4)
    model.apply(.relu)
    try model.linear("head", 10, weights: [Float](repeating: 0, count: 160))
    #expect(try model.findings().of("symmetric-units").isEmpty)
  }

  @Test func anEndOfABranchMayBeZero() throws {
    var model = ModelBuilder(input: [8, 16])
    try model.linear("stem", 16)
    let shortcut = model.current
    try model.linear("branch.0", 16, gain: 1.4)
    model.apply(.relu)
    try model.linear("branch.1", 16, weights: [Float](repeating: 0, count: 256))
    model.addShortcut(shortcut)
    try model.linear("head", 10, gain: 0.3)
    #expect(try model.findings().of("symmetric-units").isEmpty)
  }

  @Test(arguments: [Float.nan, .infinity])
  func numbersThatAreNone(value: Float) throws {
    let broken = try pair { model in
      var elements = model.normal(256, deviation: 0.3)
      elements[77] = value
      return elements
    }
    let finding = try #require(try broken.findings().of("not-finite").first)
    #expect(finding.severity == .error)
    #expect(finding.place == "first.weight")
    #expect(finding.message.contains("element 77"))
    #expect(try pair { _ in nil }.findings().of("not-finite").isEmpty)
  }

  @Test func copiesOfATensorAreFound() throws {
    var model = ModelBuilder(input: [8, 16])
    let copy = model.normal(256, deviation: 0.35)
    try model.linear("a", 16, weights: copy)
    model.apply(.relu)
    try model.linear("b", 16, weights: copy)
    let finding = try #require(try model.findings().of("duplicate-tensor").first)
    #expect(finding.message.contains("a.weight, b.weight"))
    #expect(try pair { _ in nil }.findings().of("duplicate-tensor").isEmpty)
  }

  @Test func tensorsThatNothingReads() throws {
    var model = try pair { _ in nil }
    #expect(try model.findings().of("unaccounted-tensor").isEmpty)
    try model.unused("old.weight", [1, 2, 3])
    #expect(try model.findings().of("unaccounted-tensor").first?.place == "old.weight")
  }

  @Test(arguments: [(8.0 / 9, 64), (2.0 / 9, 1)])
  func depthwiseKernelsScaledByTheWrongFan(variance: Double, divisor: Int) throws {
    // 64 channels of one 3 × 3 kernel each: fan-in 9, and not 64 · 9.
    var model = ModelBuilder(input: [4, 64, 8, 8])
    let deviation = (divisor == 64 ? 2.0 / (9 * 64) : variance).squareRoot()
    try model.convolution("depthwise", 64, groups: 64, deviation: deviation)
    model.apply(.relu)
    try model.convolution("head", 4, deviation: 0.02)
    #expect(try model.findings().of("wrong-fan").isEmpty == (divisor == 1))
  }

  @Test(arguments: [
    (Float(0), 0.125, true, false), (1, 0.125, false, false), (1, 0.4, false, true),
  ])
  func recurrentLayers(
    forgetBias: Float, deviation: Double, forgets: Bool, grows: Bool
  ) throws {
    var model = ModelBuilder(input: [12, 4, 16])
    try model.lstm("lstm", hidden: 64, deviation: deviation, forgetBias: forgetBias)
    let findings = try model.findings()
    #expect(findings.of("forget-bias").isEmpty != forgets)
    #expect(findings.of("recurrent-spectrum").isEmpty != grows)
  }

  @Test func thresholdsAreChecked() throws {
    #expect(throws: OnsetError.self) { try Thresholds(["exploding-gradiant=3"]) }
    #expect(throws: OnsetError.self) { try Thresholds(["exploding-gradient"]) }
    #expect(throws: OnsetError.self) { try Thresholds(["exploding-gradient=-1"]) }
    #expect(throws: OnsetError.self) { try Thresholds(["not-finite=1"]) }
    let moved = try Thresholds(["exploding-gradient=1e3"])
    #expect(moved.replaced == ["exploding-gradient": 1000])
  }

  @Test func everyRuleHasItsPage() {
    let pages = RulePage.all
    #expect(pages.count == 23)
    #expect(Set(pages.map(\.id)).count == pages.count)
    for page in pages {
      for text in [page.summary, page.meaning, page.theory, page.remedy, page.reference] {
        #expect(!text.isEmpty, "\(page.id)")
      }
    }
  }
}
