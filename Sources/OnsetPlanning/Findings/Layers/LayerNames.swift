import OnsetCore
import OnsetModels
import OnsetPropagation

/// Names layers as the framework does: by module path, which is the weight's name without its last word.
struct LayerNames {
  private let network: Network

  init(_ network: Network) { self.network = network }

  /// The name of the layer that a use of a parameter is.
  ///
  /// A weight that is used once gives its own name. Where one stored tensor serves several modules, tied
  /// or merged by the exporter, the module path of the operator tells which of them it is.
  func name(of index: Int, use: ParameterUse) -> String {
    let parameter = network.parameters[index]
    let candidates = ([parameter.name] + parameter.mergedNames).map { Self.layer($0.text) }
    guard candidates.count > 1 || parameter.uses.count > 1 else { return candidates[0] }
    let module = network.operators[use.consumer].module ?? ""
    if !module.isEmpty {
      let fitting = candidates.filter { $0 == module || $0.hasPrefix(module + ".") }
      return fitting.first ?? (candidates.count > 1 ? candidates[0] : module)
    }
    let position = parameter.uses.firstIndex(of: use) ?? 0
    return candidates.count == parameter.uses.count ? candidates[position] : candidates[0]
  }

  /// `layer1.0.conv1.weight` → `layer1.0.conv1`; `lstm.weight_ih_l0` → `lstm`;
  /// `attn.in_proj_weight` → `attn.in_proj`.
  static func layer(_ name: String) -> String {
    let words = name.split(separator: ".", omittingEmptySubsequences: false)
    guard let last = words.last else { return name }
    let path = words.dropLast().joined(separator: ".")
    if ["weight", "kernel", "gamma", "scale", "embedding", "embeddings"].contains(last)
      || last.hasPrefix("weight_ih")
    {
      return path.isEmpty ? name : path
    }
    if last.hasSuffix("_weight") {
      let stem = last.dropLast("_weight".count)
      return path.isEmpty ? String(stem) : "\(path).\(stem)"
    }
    return name
  }
}
