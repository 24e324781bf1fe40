/// What each axis of a weight means, so that fans and blocks are read off and never guessed.
///
/// A weight tensor holds one or more independent linear maps (*blocks*): one per group of a grouped
/// convolution, per gate of a packed recurrent kernel, per q, k and v of a packed attention projection,
/// per expert of a stack. Each block is a matrix from its inputs (times the taps of its window) to its
/// outputs.
///
/// ```swift
/// let depthwise = WeightLayout.convolution(groups: 32)
/// try depthwise.fans(of: [32, 1, 3, 3])   // Fans(fanIn: 9, fanOut: 9)
/// ```
public struct WeightLayout: Hashable, Sendable, Codable {
  /// The meaning of one axis.
  public enum Axis: String, Hashable, Sendable, Codable {
    /// Units of the next layer.
    case output
    /// Units of the layer before.
    case input
    /// Taps of a convolution's window.
    case window
    /// Independent copies, such as experts, directions or stacked layers.
    case stack
    /// Rows of a table of which one is looked up at a time: a vocabulary, positions.
    case lookup
    /// A vector's only axis: biases, norm scales and shifts.
    case feature
  }

  /// One packed part along the output axis, or along a vector.
  public struct Part: Hashable, Sendable, Codable {
    /// What the part is: `q`, `k`, `v`, `input`, `forget`, `cell`, `output`, `reset`, `update`, `new`.
    public let name: String
    /// How many entries of the packed axis it takes.
    public let extent: Int

    /// Makes a part.
    public init(_ name: String, extent: Int) {
      self.name = name
      self.extent = extent
    }
  }

  /// The meaning of each axis, outermost first.
  public var axes: [Axis]
  /// Into how many groups a convolution's channels are divided.
  public var groups: Int
  /// Whether this is the kernel of a transposed convolution, whose *input* axis runs over all groups.
  public var isTransposedConvolution: Bool
  /// A transposed convolution's stride along each window axis; empty means 1 everywhere.
  public var stride: [Int]
  /// Packed parts along the first output axis, or along a vector, in order; empty means one whole.
  public var parts: [Part]

  /// Makes a layout from its axes.
  ///
  /// - Parameters:
  ///   - axes: The meaning of each axis, outermost first.
  ///   - groups: Groups of a convolution, at least 1.
  ///   - isTransposedConvolution: Whether groups divide the input axis instead of the output axis.
  ///   - stride: A transposed convolution's stride along each window axis.
  ///   - parts: Packed parts along the first output axis, or along a vector.
  public init(
    axes: [Axis], groups: Int = 1, isTransposedConvolution: Bool = false, stride: [Int] = [],
    parts: [Part] = []
  ) {
    self.axes = axes
    self.groups = groups
    self.isTransposedConvolution = isTransposedConvolution
    self.stride = stride
    self.parts = parts
  }
}

extension WeightLayout {
  /// A fully connected kernel stored output first, as PyTorch's `Linear` does: (out, in).
  public static let linear = WeightLayout(axes: [.output, .input])

  /// A fully connected kernel stored input first, as Keras, Flax and ONNX's `MatMul` do: (in, out).
  public static let matmul = WeightLayout(axes: [.input, .output])

  /// A table of vectors looked up by index: (entries, dimension).
  public static let embedding = WeightLayout(axes: [.lookup, .output])

  /// A vector such as a bias, a norm's scale or its shift.
  public static let vector = WeightLayout(axes: [.feature])

  /// A convolution's kernel: (out, in / groups, window…).
  public static func convolution(groups: Int = 1, spatialRank: Int = 2) -> WeightLayout {
    WeightLayout(axes: [.output, .input] + window(spatialRank), groups: groups)
  }

  /// A transposed convolution's kernel: (in, out / groups, window…).
  public static func transposedConvolution(
    groups: Int = 1, stride: [Int] = [], spatialRank: Int = 2
  ) -> WeightLayout {
    WeightLayout(
      axes: [.input, .output] + window(spatialRank), groups: groups, isTransposedConvolution: true,
      stride: stride)
  }

  /// A recurrent kernel with its gates packed along the outputs: (gates × hidden, in).
  public static func recurrent(gates: [String], hidden: Int) -> WeightLayout {
    WeightLayout(axes: [.output, .input], parts: gates.map { Part($0, extent: hidden) })
  }

  /// A packed attention projection: (q + k + v, in), output first.
  public static func attention(queries: Int, keys: Int, values: Int) -> WeightLayout {
    WeightLayout(
      axes: [.output, .input],
      parts: [Part("q", extent: queries), Part("k", extent: keys), Part("v", extent: values)])
  }

  /// A stack of independent weights of one layout, such as experts: (copies, …).
  public static func stacked(_ layout: WeightLayout) -> WeightLayout {
    var stacked = layout
    stacked.axes.insert(.stack, at: 0)
    return stacked
  }

  private static func window(_ rank: Int) -> [Axis] { Array(repeating: .window, count: rank) }
}
