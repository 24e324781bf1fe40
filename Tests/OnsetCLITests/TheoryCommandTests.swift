import Foundation
import OnsetTestSupport
import Testing

@Suite struct TheoryCommandTests {
  @Test func saysWhatAnActivationDoesInOneScreenWidth() throws {
    let run = try CommandRun("theory", "relu")
    #expect(run.status == 0, "\(run.errors)")
    for words in [
      "max(0, x)", "gain", "1.41421", "critical point", "χ₁", "slope of the variance map", "ξ_q",
      "ξ_c", "variance map q → q′",
    ] { #expect(run.output.contains(words), "\(words)") }
    for line in run.output.split(separator: "\n") { #expect(line.count <= 100, "\(line)") }
  }

  @Test func helpHasAnExample() throws {
    let run = try CommandRun("help", "theory")
    #expect(run.status == 0)
    #expect(run.output.contains("Example: onset theory"))
  }

  @Test func jsonHoldsTheGoldenNumbers() throws {
    let run = try CommandRun(
      "theory", "tanh", "--weight-variance", "2", "--bias-variance", "0.05", "--json", "-")
    #expect(run.status == 0, "\(run.errors)")
    let object = try JSONSerialization.jsonObject(with: Data(run.output.utf8))
    let document = try #require(object as? [String: Any])
    #expect(document["schema"] as? String == "onset.theory/1")
    let network = try #require(document["network"] as? [String: Any])
    #expect(network["phase"] as? String == "chaotic")
    let q = try #require(network["secondMoment"] as? Double)
    #expect(abs(q - 0.7217618726520715) < 1e-9)
    let edges = try #require(document["edgesOfChaos"] as? [[String: Any]])
    let weight = try #require(edges.first?["weightVariance"] as? Double)
    #expect(abs(weight - 1.760954639606739) < 1e-9)
  }

  @Test func aFormulaIsAsGoodAsAName() throws {
    let gains = try ["quick_gelu", "x*sigmoid(1.702*x)"].map { activation in
      let run = try CommandRun("theory", activation, "--json", "-")
      #expect(run.status == 0, "\(run.errors)")
      let object = try JSONSerialization.jsonObject(with: Data(run.output.utf8))
      let document = try #require(object as? [String: Any])
      let moments = try #require(document["moments"] as? [String: Any])
      return try #require(moments["gain"] as? Double)
    }
    #expect(abs(gains[0] - gains[1]) < 1e-12)
    #expect(abs(gains[1] - 1.5394587622988316) < 1e-12)
  }

  @Test func writesThePhaseDiagram() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("phases.svg")
    let run = try CommandRun("theory", "tanh", "--phase-diagram", path, "--quiet")
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.isEmpty)
    let text = try String(contentsOfFile: path, encoding: .utf8)
    #expect(text.contains("Phases of tanh"))
    #expect(try folder.names == ["phases.svg"])
  }

  @Test func listsEveryActivationWithoutAnArgument() throws {
    let run = try CommandRun("theory")
    #expect(run.status == 0, "\(run.errors)")
    for name in ["relu", "gelu_tanh", "hard_swish", "heaviside"] {
      #expect(run.output.contains("\n\(name) "), "\(name)")
    }
    for line in run.output.split(separator: "\n") { #expect(line.count <= 100, "\(line)") }
  }

  @Test(arguments: [
    (["softmax"], "one variable"),
    (["gleu"], "gelu"),
    (["x*y"], "y"),
    (["x*sigmoid("], "x*sigmoid("),
    (["log(x)"], "finite"),
    (["exp(x^2)"], "finite"),
    (["0*x"], "zero"),
    (["tanh", "--weight-variance", "-1"], "weight variance"),
    (["tanh", "--bias-variance", "-0.1"], "bias variance"),
    (["tanh", "--bias-variance", "inf"], "bias variance"),
    (["tanh", "--second-moment", "0"], "second moment"),
    (["tanh", "--second-moment", "nan"], "second moment"),
    (["tanh", "--depth", "0"], "depth"),
    (["tanh", "--phase-diagram", "phases.png"], ".svg"),
    (["tanh", "--phase-diagram", "/nowhere/phases.svg"], "/nowhere"),
    (["--phase-diagram", "phases.svg"], "activation"),
  ])
  func badInputIsOneSentenceAndCodeTwo(arguments: [String], words: String) throws {
    let run = try CommandRun(["theory"] + arguments)
    #expect(run.status == 2)
    #expect(run.output.isEmpty)
    #expect(run.errors.contains(words), "\(run.errors)")
  }
}
