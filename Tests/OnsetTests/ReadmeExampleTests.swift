import Foundation
import Onset
import Testing

/// The Swift example of the README, kept running.
@Suite struct ReadmeExampleTests {
  @Test func theExampleDoesWhatItSays() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let model = try ONNXModel(contentsOf: root.appendingPathComponent("Examples/hybrid.onnx").path)
    let plan = try Planner(model.network()).plan(family: "auto", seed: 1)
    var lines: [String] = []
    for entry in plan.entries.prefix(2) { lines.append("\(entry.name): \(entry.reason)") }
    #expect(
      lines == [
        "stem.0.weight: BatchNorm follows: scale-free, fan-in scaling",
        "stem.1.weight: a norm starts with scale 1",
      ])
    #expect(String(format: "%.4f", Activation.gelu.gain) == "1.5335")
    let point = try CriticalitySolver(activation: .tanh).solve()
    #expect(String(format: "%.4f", point.weightVariance) == "1.3940")
  }
}
