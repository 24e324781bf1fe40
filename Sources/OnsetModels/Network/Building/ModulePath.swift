/// The framework's module path of a node, as far as the exporter recorded it.
enum ModulePath {
  /// The path, such as `layer1.0.conv1`, or `nil` when nothing tells; empty for the outermost module.
  static func of(_ flat: FlatNode) -> String? {
    if isFusedNorm(flat) { return nil }
    if let scopes = flat.metadata("pkg.torch.onnx.name_scopes").map(list), scopes.count >= 2 {
      // The last entry is the traced operation inside the module.
      return scopes[scopes.count - 2]
    }
    return path(fromNodeName: flat.node.name)
  }

  /// Whether the node is a convolution that swallowed a batch norm, whose metadata is the norm's.
  static func isFusedNorm(_ flat: FlatNode) -> Bool {
    guard flat.node.opType == "Conv" || flat.node.opType == "Gemm" else { return false }
    return flat.metadata("pkg.torch.onnx.fx_node")?.contains("batch_norm") ?? false
  }

  /// The path in a name such as `/layer1/layer1.0/conv1/Conv`.
  ///
  /// Children of a module that is called itself repeat its name: `layer1`, then `layer1.0`.
  static func path(fromNodeName name: String) -> String? {
    var components = name.split(separator: "/")
    guard components.count >= 2 || name.hasPrefix("/") else { return nil }
    components.removeLast()
    var path: [Substring] = []
    for component in components {
      if let last = path.last, component.hasPrefix(last + ".") { path.removeLast() }
      path.append(component)
    }
    return path.joined(separator: ".")
  }

  /// The texts of a list as Python prints it: `['', 'blocks', 'blocks.0']`.
  static func list(_ text: String) -> [String] {
    var items: [String] = []
    var item: String?
    var quote: Character = "'"
    var isEscaped = false
    for character in text {
      if item == nil {
        if character == "'" || character == "\"" {
          quote = character
          item = ""
        }
      } else if isEscaped {
        item?.append(character)
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else if character == quote {
        items.append(item ?? "")
        item = nil
      } else {
        item?.append(character)
      }
    }
    return items
  }
}
