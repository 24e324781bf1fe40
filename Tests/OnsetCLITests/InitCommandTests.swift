import Foundation
import OnsetCore
import OnsetModels
import OnsetTestSupport
import Testing

@Suite struct InitCommandTests {
  private let model = CommandRun.repositoryFile("Examples/hybrid.onnx")

  @Test func writesEveryParameterUnderItsName() throws {
    let folder = try TemporaryFolder()
    let out = folder.file("w.safetensors")
    let run = try CommandRun("init", model, "-o", out, "--seed", "1")
    #expect(run.status == 0, "\(run.errors)")
    let names = Set(try SafetensorsFile(contentsOf: out).tensors.map(\.name))
    #expect(names.contains("blocks.1.attention.qkv.weight"))
    let network = try ONNXModel(contentsOf: model).network()
    #expect(names == Set(network.parameters.map(\.name.text)))
    for parameter in network.parameters { #expect(run.output.contains(parameter.name.text)) }
    for line in run.output.split(separator: "\n") where !line.contains(folder.path) {
      #expect(line.count <= 100, "\(line)")
    }
  }

  @Test func theSameSeedGivesTheSameBytesAndAnotherSeedDoesNot() throws {
    let folder = try TemporaryFolder()
    var files: [Data] = []
    for (name, arguments) in [
      ("a", ["--seed", "5"]), ("b", ["--seed", "5", "--threads", "1"]), ("c", ["--seed", "6"]),
    ] {
      let out = folder.file("\(name).safetensors")
      let run = try CommandRun(["init", model, "-o", out, "--quiet"] + arguments)
      #expect(run.status == 0, "\(run.errors)")
      #expect(run.output.isEmpty)
      files.append(try Data(contentsOf: URL(fileURLWithPath: out)))
    }
    #expect(files[0] == files[1])
    #expect(files[0] != files[2])
  }

  @Test func aPrintedPlanReproducesTheWeightsBitForBit() throws {
    let folder = try TemporaryFolder()
    let printed = try CommandRun("plan", model, "--seed", "9", "--scheme", "keras")
    #expect(printed.status == 0)
    let recipe = folder.file("recipe.yaml")
    try printed.output.write(toFile: recipe, atomically: true, encoding: .utf8)
    let (first, second) = (folder.file("a.onnx"), folder.file("b.onnx"))
    _ = try CommandRun("init", model, "-o", first, "--seed", "9", "--scheme", "keras", "--quiet")
    let run = try CommandRun("init", model, "-o", second, "--recipe", recipe, "--quiet")
    #expect(run.status == 0, "\(run.errors)")
    let bytes = try [first, second].map { try Data(contentsOf: URL(fileURLWithPath: $0)) }
    #expect(bytes[0] == bytes[1])
  }

  @Test func jsonAccountsForEveryInitializer() throws {
    let run = try CommandRun("init", model, "--dry-run", "--json", "-")
    #expect(run.status == 0)
    let object = try JSONSerialization.jsonObject(with: Data(run.output.utf8))
    let document = try #require(object as? [String: Any])
    #expect(document["schema"] as? String == "onset.plan/1")
    let entries = try #require(document["entries"] as? [[String: Any]])
    let constants = try #require(document["constants"] as? [[String: Any]])
    let named = (entries + constants).compactMap { $0["initializer"] as? String }
    #expect(Set(named) == Set(try ONNXModel(contentsOf: model).initializers.map(\.name)))
    #expect(entries.allSatisfy { !($0["reason"] as? String ?? "").isEmpty })
  }

  @Test(arguments: [
    (["init", "MODEL"], "-o"),
    (["init", "MODEL", "-o", "OUT.bin"], ".safetensors"),
    (["init", "MODEL", "-o", "OUT.safetensors", "--scheme", "hee"], "'he'"),
    (["init", "MODEL", "-o", "OUT.safetensors", "--only", "nothing.*"], "nothing.*"),
    (["init", "MODEL", "-o", "OUT.safetensors", "--dtype", "int8"], "float32"),
    (["init", "MODEL", "-o", "OUT.onnx", "--dtype", "bfloat16"], ".safetensors"),
    (["init", "MODEL", "-o", "/proc/no/such/OUT.safetensors"], "/proc/no/such"),
    (["init", "/no/such/model.onnx", "-o", "OUT.safetensors"], "/no/such/model.onnx"),
    (["init", "MODEL", "-o", "OUT.safetensors", "--recipe", "/no/such.yaml"], "/no/such.yaml"),
    (["plan", "MODEL", "--scheme", "he", "--recipe", "r.yaml"], "--recipe"),
    (["init", "MODEL", "-o", "OUT.safetensors", "--bias", "some"], "--bias"),
    (["initialize", "MODEL"], "initialize"),
  ])
  func badUsageIsOneSentenceAndLeavesNoFile(arguments: [String], mention: String) throws {
    let folder = try TemporaryFolder()
    let filled = arguments.map {
      $0.replacingOccurrences(of: "MODEL", with: model)
        .replacingOccurrences(of: "OUT", with: folder.file("out"))
    }
    let run = try CommandRun(filled)
    #expect(run.status == 2, "\(run.errors)")
    #expect(run.errors.contains(mention), "\(run.errors)")
    #expect(!run.output.contains("written to"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
  }

  @Test func anOldOutputSurvivesAFailure() throws {
    let folder = try TemporaryFolder()
    let out = folder.file("w.safetensors")
    try "precious".write(toFile: out, atomically: true, encoding: .utf8)
    let run = try CommandRun("init", model, "-o", out, "--only", "nothing")
    #expect(run.status == 2)
    #expect(try String(contentsOfFile: out, encoding: .utf8) == "precious")
  }

  @Test(arguments: ["init", "plan", "schemes"])
  func helpHasAnExample(command: String) throws {
    let run = try CommandRun("help", command)
    #expect(run.status == 0)
    #expect(run.output.contains("Example: onset \(command)"))
  }
}
