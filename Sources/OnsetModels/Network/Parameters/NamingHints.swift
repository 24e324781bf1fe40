import OnsetCore
import SwiftProtobuf

/// What a file says about which of its tensors are a framework's parameters, and under which names.
///
/// PyTorch's exporter records the program's signature (every parameter, also those that an optimization
/// removed) and, for tensors that its optimizer computed in advance, from which others it computed them.
/// Other files tell by names alone.
struct NamingHints {
  /// Where a stored tensor comes from.
  enum Origin: Hashable, Sendable {
    /// A parameter under the framework's own name.
    case parameter
    /// A buffer: stored with the model, but not trained.
    case buffer
    /// Computed by the exporter from these parameters, in this many steps with other operands.
    case folded(from: [String], others: Int)
    /// Made by the exporter from no parameter, or of an origin that nothing tells.
    case anonymous
  }

  /// The framework's names of all parameters of the program, where the file lists them.
  let parameterTargets: Set<String>
  /// The framework's names of all buffers of the program, where the file lists them.
  let bufferTargets: Set<String>
  /// The framework's name of each placeholder of the traced program.
  let targets: [String: String]
  private let foldedFrom: [String: [String]]
  private let settings: Set<String>
  private let isPyTorch: Bool

  /// Reads the hints of a model.
  init(_ model: Onnx_ModelProto) {
    var parameters: Set<String> = []
    var buffers: Set<String> = []
    var targets: [String: String] = [:]
    let key = "pkg.torch.export.ExportedProgram.graph_signature"
    let signature = model.graph.metadataProps.first { $0.key == key }?.value ?? ""
    for line in signature.split(separator: "\n") {
      guard let colon = line.firstIndex(of: ":"), let quote = line.firstIndex(of: "'"),
        let end = line.lastIndex(of: "'"), quote < end
      else { continue }
      let target = String(line[line.index(after: quote)..<end])
      let kind = line[colon...]
      if kind.hasPrefix(": PARAMETER ") {
        parameters.insert(target)
      } else if kind.hasPrefix(": BUFFER ") {
        buffers.insert(target)
      } else {
        continue
      }
      targets[String(line[..<colon])] = target
    }
    parameterTargets = parameters
    bufferTargets = buffers
    self.targets = targets
    foldedFrom = model.graph.valueInfo.reduce(into: [:]) { folded, info in
      let key = "pkg.onnxscript.optimizer.folded_from"
      if let list = info.metadataProps.first(where: { $0.key == key })?.value {
        folded[info.name] = ModulePath.list(list)
      }
    }
    isPyTorch = model.producerName == "pytorch"
    settings = Self.settings(of: model.graph)
  }

  /// Where the stored tensor of this name comes from.
  func origin(of name: String) -> Origin {
    if parameterTargets.contains(name) { return .parameter }
    if bufferTargets.contains(name) { return .buffer }
    if let sources = foldedFrom[name] {
      let parameters = sources.filter { parameterTargets.contains($0) }
      if !parameters.isEmpty {
        return .folded(from: parameters, others: sources.count - parameters.count)
      }
      return .anonymous
    }
    return parameterTargets.isEmpty && !Self.isMadeUp(name) ? .parameter : .anonymous
  }

  /// Whether training changes the tensor, as far as its name and size tell before the graph is looked at.
  func isLearned(_ name: String, _ constant: ConstantTensor) -> Bool {
    guard constant.dtype.isFloatingPoint, !settings.contains(name) else { return false }
    switch origin(of: name) {
    case .parameter: return isPyTorch || !parameterTargets.isEmpty || constant.shape.count > 1
    case .buffer: return true
    case .folded: return constant.shape.count > 1
    case .anonymous: return false
    }
  }

  /// The inputs that set how an operator works, such as the scales of a resize: they are never learned.
  private static func settings(of graph: Onnx_GraphProto) -> Set<String> {
    let positions: [String: PartialRangeFrom<Int>] = [
      "Resize": 1..., "Upsample": 1..., "Clip": 1..., "Pad": 1..., "Range": 0..., "OneHot": 1...,
      "Dropout": 1..., "TopK": 1..., "NonMaxSuppression": 2...,
    ]
    return graph.node.reduce(into: []) { names, node in
      guard node.domain.isEmpty, let range = positions[node.opType] else { return }
      names.formUnion(node.input.enumerated().filter { range.contains($0.offset) }.map(\.element))
    }
  }

  /// Whether a name has the form that exporters give to tensors of their own making.
  private static func isMadeUp(_ name: String) -> Bool {
    if name.hasPrefix("onnx::") || name.hasPrefix("ortshared_") || name.hasPrefix("const_") {
      return true
    }
    if name.contains("Constant") || name.contains("_output_") { return true }
    guard name.hasPrefix("val_") else { return name.allSatisfy(\.isNumber) }
    return name.dropFirst(4).allSatisfy(\.isNumber)
  }
}
