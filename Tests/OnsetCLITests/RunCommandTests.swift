import Foundation
import OnsetCore
import OnsetModels
import OnsetTestSupport
import Testing

/// `onset run` on a model with one input, 3×6 of float16, whose outputs are tanh(x·W) and x·W.
@Suite struct RunCommandTests {
  private let model = CommandRun.repositoryFile(
    "Tests/OnsetPropagationTests/Fixtures/execution/halves.onnx")

  private func array(_ values: [Float], _ shape: Shape, in folder: TemporaryFolder) throws -> String
  {
    let path = folder.file("x.npy")
    try NPYWriter.write(to: path, dtype: .float32, shape: shape) { (sink) throws(OnsetError) in
      try sink.append(values)
    }
    return path
  }

  @Test func outputsAreWrittenInTheModelsTypes() throws {
    let folder = try TemporaryFolder()
    let x = try array((0..<18).map { Float($0) / 18 - 0.5 }, [3, 6], in: folder)
    let (first, second) = (folder.file("a.npy"), folder.file("b.npy"))
    let run = try CommandRun(
      "run", model, "--input", x, "--output", "v1_0=\(first)", "--output", "v2_0=\(second)",
      "--mode", "eval")
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.split(separator: "\n").count == 2)
    let (bounded, plain) = (try NPYFile(contentsOf: first), try NPYFile(contentsOf: second))
    #expect(bounded.dtype == .float16)
    #expect(plain.dtype == .float32)
    #expect(bounded.shape == [3, 4])
    for (y, z) in zip(try bounded.floats(), try plain.floats()) { #expect(abs(y - tanh(z)) < 1e-3) }
    #expect(try plain.floats().contains { abs($0) > 0.1 })
  }

  @Test func whatIsMissingIsSaidWithItsFlag() throws {
    let folder = try TemporaryFolder()
    let x = try array([Float](repeating: 1, count: 18), [3, 6], in: folder)
    let y = folder.file("y.npy")
    let noInput = try CommandRun("run", model, "--output", "v1_0=\(y)")
    #expect(noInput.status == 2)
    #expect(noInput.errors.contains("--input x=FILE.npy"), "\(noInput.errors)")
    let noOutput = try CommandRun("run", model, "--input", x)
    #expect(noOutput.status == 2)
    #expect(noOutput.errors.contains("--output v1_0=FILE.npy"), "\(noOutput.errors)")
    #expect(try folder.names == ["x.npy"])
  }

  @Test func whatDoesNotFitEndsWithTwoAndWritesNothing() throws {
    let folder = try TemporaryFolder()
    let wrong = try array([Float](repeating: 1, count: 12), [2, 6], in: folder)
    let output = ["--output", "v1_0=\(folder.file("y.npy"))"]
    let shape = try CommandRun(["run", model, "--input", wrong] + output)
    #expect(shape.status == 2)
    #expect(shape.errors.contains("2×6") && shape.errors.contains("3×6"), "\(shape.errors)")
    let mode = try CommandRun(["run", model, "--input", wrong, "--mode", "test"] + output)
    #expect(mode.status == 2)
    #expect(mode.errors.contains("train or eval"))
    _ = try array([Float](repeating: .nan, count: 18), [3, 6], in: folder)
    let nan = try CommandRun(["run", model, "--input", wrong] + output)
    #expect(nan.status == 2)
    #expect(nan.errors.contains("'x' holds NaN"), "\(nan.errors)")
    #expect(try folder.names == ["x.npy"])
    let allowed = try CommandRun(
      ["run", model, "--input", wrong, "--allow-non-finite", "--quiet"] + output)
    #expect(allowed.status == 0)
    #expect(allowed.output.isEmpty)
  }
}
