import OnsetCore

/// What a user should know about how the export changed the model.
struct NetworkRemarks {
  private let network: Network
  private let hints: NamingHints
  private let origins: [FlatNode]

  private static let advice =
    "torch.onnx.export(model, args, path, dynamo=True, optimize=False) keeps every parameter, and "
    + "torch.onnx.export(..., dynamo=False, training=TrainingMode.TRAINING, "
    + "do_constant_folding=False) also keeps batch norms in training form"

  /// Looks at an assembled network.
  init(_ network: Network, hints: NamingHints, origins: [FlatNode]) {
    self.network = network
    self.hints = hints
    self.origins = origins
  }

  /// Every remark.
  func all() -> [String] {
    var remarks = [foldedNorms(), mergedParameters(), lostParameters(), renamed()].compactMap { $0 }
    if !remarks.isEmpty { remarks.append(Self.advice) }
    return remarks
  }

  /// Batch norms that were folded into the convolutions before them.
  private func foldedNorms() -> String? {
    let stored = Set(network.parameters.map(\.name.text))
    var norms = hints.bufferTargets.union(hints.parameterTargets)
      .filter { $0.hasSuffix(".running_mean") && !stored.contains($0) }
      .map { String($0.dropLast(".running_mean".count)) }
    if norms.isEmpty { norms = convolutionsWithRenamedBias() }
    guard !norms.isEmpty else { return nil }
    return "\(norms.count) batch norms were folded into the convolutions before them "
      + "(\(Self.some(norms.sorted()))): their kernels can be initialized, but the norms are gone"
  }

  /// Older exporters rename the kernel and the bias of a convolution that swallowed a batch norm.
  private func convolutionsWithRenamedBias() -> [String] {
    var modules: Set<String> = []
    for parameter in network.parameters where parameter.initializerName.hasPrefix("onnx::Conv_") {
      for use in parameter.uses where use.role == .kernel {
        let node = network.operators[use.consumer]
        if let module = node.module { modules.insert(module) }
      }
    }
    return Array(modules)
  }

  private func mergedParameters() -> String? {
    let merged = network.parameters.filter { !$0.mergedNames.isEmpty && !$0.isTied }
    guard let first = merged.first else { return nil }
    let count = merged.reduce(0) { $0 + $1.mergedNames.count }
    return "\(count) parameters share a stored tensor with others that had equal values "
      + "(\(Self.some(first.mergedNames.map(\.text))) in \(first.name)): a .safetensors file gets each of "
      + "them with a draw of its own, an .onnx file can hold only one"
  }

  private func lostParameters() -> String? {
    var known = Set(network.parameters.flatMap { [$0.name] + $0.mergedNames }.map(\.text))
    known.formUnion(network.constants.map(\.name))
    let lost = hints.parameterTargets.subtracting(known).sorted()
    guard !lost.isEmpty else { return nil }
    return "\(lost.count) parameters of the program are no longer in the file: \(Self.some(lost))"
  }

  private func renamed() -> String? {
    let renamed = network.parameters.filter { $0.name.text != $0.initializerName }
    guard let first = renamed.first else { return nil }
    let transposed = renamed.count { $0.isStoredTransposed }
    return
      "\(renamed.count) tensors were renamed by the exporter, \(transposed) of them transposed "
      + "(\(first.initializerName) is \(first.name)); their names are restored"
  }

  /// The first few names.
  private static func some(_ names: [String]) -> String {
    names.prefix(4).joined(separator: ", ") + (names.count > 4 ? ", …" : "")
  }
}
