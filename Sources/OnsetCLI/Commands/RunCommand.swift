import ArgumentParser
import Onset

/// `onset run`: a reference forward pass.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Computes a model's outputs from given inputs.",
    discussion: """
      Runs the model once, operator by operator, and writes the outputs that --output names as NumPy \
      arrays, each of them whole or not at all. Inputs are never made up: give every one.

      Example: onset run model.onnx --input x.npy --output y.npy

      Exit codes: 0 done, 2 bad usage or bad input, such as an array that does not fit the model or \
      one that makes it produce NaN.
      """)

  @OptionGroup var options: RunOptions

  func run() throws {
    let file = try ONNXModel(contentsOf: options.model)
    let shapes = try InputShapes.parse(options.inputShape)
    let open = try file.network(inputShapes: shapes)
    try file.checkOperators(of: open)
    let paths = try ArrayFiles.destinations(
      options.output, outputs: open.outputs.map { open.values[$0].name })
    let inputs = try ArrayFiles.read(options.input, inputs: open.inputs.map { open.values[$0] })
    let closed = try file.network(inputShapes: shapes.merging(open.openShapes(of: inputs)) { $1 })
    let outputs = try computed(closed, file, inputs)
    for id in open.outputs {
      let value = open.values[id]
      guard let path = paths[value.name], let tensor = outputs[value.name] else { continue }
      try tensor.write(to: path, as: value.dtype)
      if !options.quiet { print("\(value.name) \(tensor.shape) → \(path)") }
    }
  }

  private func computed(
    _ network: Network, _ file: ONNXModel, _ inputs: [String: Tensor]
  ) throws -> [String: Tensor] {
    do {
      let interpreter = try Interpreter(network, store: file, mode: options.mode)
      try interpreter.checkMemory()
      return options.allowNonFinite
        ? try interpreter.run(inputs) : try interpreter.runRefusingNaN(inputs)
    } catch let error as OnsetError {
      throw error.within(options.model)
    }
  }
}

extension Network {
  /// The shapes of the arrays for inputs whose axes the file leaves open: with them the memory that a run
  /// takes is known before it starts.
  fileprivate func openShapes(of arrays: [String: Tensor]) -> [String: [Int]] {
    var shapes: [String: [Int]] = [:]
    for value in inputs.map({ values[$0] }) {
      guard let declared = value.dimensions, declared.contains(nil), let array = arrays[value.name],
        declared.count == array.rank, array.shape.count > 0,
        zip(declared, array.shape.dimensions).allSatisfy({ $0 == nil || $0 == $1 })
      else { continue }
      shapes[value.name] = array.shape.dimensions
    }
    return shapes
  }
}
