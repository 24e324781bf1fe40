import Foundation
import OnsetTestSupport
import Testing

@Suite struct CheckCommandTests {
  private let model = CommandRun.repositoryFile("Examples/hybrid.onnx")
  private let lenet = CommandRun.repositoryFile("Tests/OnsetPlanningTests/Fixtures/lenet.onnx")

  @Test func aHealthyPlanEndsWithZero() throws {
    let run = try CommandRun("check", model, "--scheme", "auto", "--predict-only")
    #expect(run.status == 0, "\(run.errors)\(run.output)")
    for line in run.output.split(separator: "\n") where !line.contains("fix: ") {
      #expect(line.count <= 100, "\(line)")
    }
  }

  @Test func findingsEndWithOneWhereTheyAreSevereEnough() throws {
    let strict = ["check", lenet, "--threshold", "vanishing-gradient=0.9"]
    let failing = try CommandRun(strict)
    #expect(failing.status == 1)
    #expect(failing.output.contains("error: vanishing-gradient"))
    #expect(failing.output.contains("fix: onset init"))
    #expect(try CommandRun(strict + ["--fail-on", "never"]).status == 0)
    #expect(try CommandRun(strict + ["--quiet"]).output.isEmpty)
  }

  @Test func measurementStandsBesidePrediction() throws {
    let run = try CommandRun("check", lenet, "--scheme", "he", "--seeds", "3", "--json", "-")
    #expect(run.status == 0, "\(run.errors)")
    let object = try JSONSerialization.jsonObject(with: Data(run.output.utf8))
    let document = try #require(object as? [String: Any])
    let layers = try #require(document["layers"] as? [[String: Any]])
    #expect(!layers.isEmpty)
    for layer in layers {
      let predicted = try number(layer, "predicted")
      let measured = try number(layer, "measured")
      // One batch, three seeds: a wrong fan or gain is off by more.
      #expect(measured > 0.4 * predicted && measured < 2.5 * predicted, "\(layer)")
    }
    #expect(
      try !CommandRun("check", lenet, "--predict-only", "--json", "-").output.contains("measured"))
  }

  /// E[x²] of what a layer returns.
  private func number(_ layer: [String: Any], _ side: String) throws -> Double {
    let signals = try #require(layer[side] as? [String: Any])
    let output = try #require(signals["output"] as? [String: Any])
    if let plain = output["secondMoment"] as? Double { return plain }
    let mean = try #require(output["secondMoment"] as? [String: Any])
    #expect(mean["standardError"] as? Double ?? -1 > 0)
    return try #require(mean["mean"] as? Double)
  }

  @Test func jsonHoldsEveryLayer() throws {
    let run = try CommandRun("check", lenet, "--json", "-")
    let object = try JSONSerialization.jsonObject(with: Data(run.output.utf8))
    let document = try #require(object as? [String: Any])
    #expect(document["schema"] as? String == "onset.check/1")
    #expect(document["healthy"] is Bool)
    let layers = try #require(document["layers"] as? [[String: Any]])
    #expect(layers.count == 5)
    for layer in layers {
      let predicted = try #require(layer["predicted"] as? [String: [String: Double]])
      #expect(predicted["input"]?["mean"] != nil)
      #expect(predicted["output"]?["secondMoment"] != nil)
      #expect(predicted["outputGradient"]?["secondMoment"] != nil)
    }
  }

  @Test func aPageTellsWhatTheTableTells() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("onset-page-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appendingPathComponent("my report.html").path
    let strict = ["check", lenet, "--threshold", "vanishing-gradient=0.9", "--html", path]
    let run = try CommandRun(strict)
    #expect(run.status == 1)
    #expect(run.output.contains("written to \(path)"))
    let page = try String(contentsOfFile: path, encoding: .utf8)
    #expect(page.contains("<span>vanishing-gradient</span>"))
    #expect(page.components(separatedBy: "<tr id=\"layer-").count == 1 + 5)
    // The command that repeats it, as a shell reads it.
    #expect(page.contains("vanishing-gradient=0.9"))
    #expect(page.contains("--html '\(path)'"))
    // The same bytes again: a report can be compared with yesterday's.
    _ = try CommandRun(strict)
    #expect(try String(contentsOfFile: path, encoding: .utf8) == page)
  }

  @Test func aPageNeedsItsEnding() throws {
    let run = try CommandRun("check", lenet, "--html", "report.pdf")
    #expect(run.status == 2)
    #expect(run.errors.contains(".html"))
    #expect(run.output.isEmpty)
  }

  @Test(arguments: [
    (["--measure-only", "--predict-only"], "exclude"), (["--fail-on", "fatal"], "--fail-on"),
    (["--mode", "eval", "--predict-only"], "--mode eval"), (["--seeds", "3"], "--scheme"),
    (["--mode", "test"], "--mode"), (["--batch", "0"], "--batch"),
    (["--threshold", "vanishing=1"], "vanishing"),
    (["--input", "nothing.npy"], "nothing.npy"), (["--scheme", "outo"], "auto"),
  ])
  func badUsageEndsWithTwo(arguments: [String], word: String) throws {
    let run = try CommandRun(["check", lenet] + arguments)
    #expect(run.status == 2)
    #expect(run.errors.contains(word), "\(run.errors)")
    #expect(run.output.isEmpty)
  }

  @Test func rulesAreExplained() throws {
    let page = try CommandRun("explain", "vanishing-gradient")
    #expect(page.status == 0)
    #expect(page.output.contains("χ₁"))
    #expect(page.output.contains("1e-08"))
    let list = try CommandRun("explain")
    #expect(list.status == 0)
    #expect(list.output.contains("hot-head"))
    let unknown = try CommandRun("explain", "hothead")
    #expect(unknown.status == 2)
    #expect(unknown.errors.contains("hot-head"))
    for line in (page.output + list.output).split(separator: "\n") {
      #expect(line.count <= 100, "\(line)")
    }
  }
}
