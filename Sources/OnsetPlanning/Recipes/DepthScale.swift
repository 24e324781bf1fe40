public import OnsetCore

/// A factor on a scheme that falls with the number `L` of repeated blocks.
public enum DepthScale: String, Hashable, Sendable, CaseIterable {
  /// For one branch per block.
  case inverseRoot = "1/sqrt(L)"
  /// For two branches per block, as in a transformer (Radford et al. 2019).
  case inverseRootOfTwice = "1/sqrt(2L)"
  /// As some mean-field analyses of residual networks ask.
  case inverse = "1/L"

  /// The factor for a number of blocks.
  public func factor(blocks: Int) -> Double {
    let depth = Double(max(1, blocks))
    return switch self {
    case .inverseRoot: 1 / depth.squareRoot()
    case .inverseRootOfTwice: 1 / (2 * depth).squareRoot()
    case .inverse: 1 / depth
    }
  }

  /// The number of blocks that a tensor belongs to, counted from names such as `h.11.attn.c_proj.weight`:
  /// the distinct numbers that stand in the place of its block number.
  ///
  /// - Throws: `OnsetError` where the name has no block number.
  public func blockCount(
    of name: ParameterName, among names: [ParameterName]
  ) throws(OnsetError) -> Int {
    let components = Self.components(name)
    let counts = components.indices.filter { Int(components[$0]) != nil }.map { index in
      let prefix = components[..<index]
      let numbers = names.compactMap { other -> Int? in
        let theirs = Self.components(other)
        guard theirs.count > index, theirs[..<index] == prefix else { return nil }
        return Int(theirs[index])
      }
      return Set(numbers).count
    }
    guard let blocks = counts.max() else {
      throw OnsetError(
        .invalidPlan, "\(rawValue) needs the number of blocks, and this name has no block number",
        at: name.text, fix: "give the standard deviation without depthScale")
    }
    return blocks
  }

  private static func components(_ name: ParameterName) -> [Substring] {
    name.text.split { $0 == "." || $0 == "/" }
  }
}
