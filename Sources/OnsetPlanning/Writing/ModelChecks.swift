public import OnsetCore
public import OnsetModels

extension ONNXModel {
  /// Checks that a model's weights can be planned and replaced: no operator without a meaning, no NaN.
  ///
  /// - Parameters:
  ///   - network: The model's graph.
  ///   - allowsNonFinite: Whether NaN and infinite weights are to be overlooked.
  /// - Throws: `OnsetError` that lists every unknown operator, or names the first tensor that is not
  ///   finite.
  /// - Complexity: Reads every float tensor once.
  public func checkForUse(of network: Network, allowsNonFinite: Bool = false) throws(OnsetError) {
    try checkOperators(of: network)
    guard !allowsNonFinite else { return }
    for parameter in network.parameters where parameter.dtype.isFloatingPoint {
      let tensor = try tensor(named: parameter.initializerName)
      let count = tensor.description.shape.count
      for start in stride(from: 0, to: count, by: Self.pieceCount) {
        let values = try tensor.floats(in: start..<min(start + Self.pieceCount, count))
        guard let index = values.firstIndex(where: { !$0.isFinite }) else { continue }
        throw OnsetError(
          .invalidValue, "element \(start + index) is \(values[index])",
          at: "\(path): tensor '\(parameter.initializerName)'",
          fix: "repair the file, or give --allow-non-finite to overwrite such weights")
      }
    }
  }

  private static let pieceCount = 1 << 20

  /// Checks that every operator of a model has a meaning.
  ///
  /// - Throws: `OnsetError` that lists every unknown operator.
  public func checkOperators(of network: Network) throws(OnsetError) {
    var nodes: [String: [String]] = [:]
    for node in network.operators {
      guard case .unknown(let domain, let type) = node.operation else { continue }
      nodes[domain.isEmpty ? type : "\(domain).\(type)", default: []].append(node.name)
    }
    guard !nodes.isEmpty else { return }
    let list = nodes.sorted { $0.key < $1.key }.map { type, names in
      let more = names.count > 3 ? " and \(names.count - 3) more" : ""
      return "\(type) (\(names.prefix(3).joined(separator: ", "))\(more))"
    }
    throw OnsetError(
      .unsupported,
      "the model uses operators that Onset does not know: "
        + list.joined(separator: "; "), at: path,
      fix: "export the model with standard ONNX operators")
  }
}
