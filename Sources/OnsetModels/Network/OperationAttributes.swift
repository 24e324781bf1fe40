/// The geometry of a convolution; empty lists mean the default for the weight's rank.
public struct ConvolutionAttributes: Hashable, Sendable {
  /// Groups into which the channels are divided.
  public var groups: Int = 1
  /// Stride along each spatial axis.
  public var strides: [Int] = []
  /// Dilation along each spatial axis.
  public var dilations: [Int] = []
  /// Padding before each spatial axis, then after each.
  public var pads: [Int] = []
  /// ONNX's automatic padding.
  public var autoPad: AutoPad = .notSet
  /// The window, or empty where only the weight's shape tells.
  public var kernelShape: [Int] = []

  /// Makes attributes with their defaults.
  public init() {}
}

/// ONNX's rules for padding that is not given in numbers.
public enum AutoPad: String, Hashable, Sendable {
  case notSet = "NOTSET"
  case sameUpper = "SAME_UPPER"
  case sameLower = "SAME_LOWER"
  case valid = "VALID"
}

/// What a pooling window keeps.
public enum PoolKind: Hashable, Sendable {
  case average, maximum
  case lp(order: Int)
}

/// The geometry of a pooling window.
public struct PoolAttributes: Hashable, Sendable {
  /// What a window keeps.
  public var kind: PoolKind
  /// The window.
  public var kernelShape: [Int]
  /// Stride along each spatial axis; empty means 1.
  public var strides: [Int] = []
  /// Dilation along each spatial axis; empty means 1.
  public var dilations: [Int] = []
  /// Padding before each spatial axis, then after each; empty means 0.
  public var pads: [Int] = []
  /// ONNX's automatic padding.
  public var autoPad: AutoPad = .notSet
  /// Whether the last window may hang over the edge.
  public var ceilMode = false
  /// Whether an average counts the padding.
  public var countsPadding = false
  /// Whether the places of largest elements are counted with the first spatial axis innermost.
  public var countsColumnsFirst = false

  /// Makes attributes with the given window and their defaults.
  public init(kind: PoolKind, kernelShape: [Int]) {
    self.kind = kind
    self.kernelShape = kernelShape
  }
}

/// The cell of a recurrent layer.
public enum RecurrentCell: String, Hashable, Sendable {
  case rnn, gru, lstm

  /// The names of the gates in ONNX's order: the order of the blocks in `W`, `R` and `B`.
  public var gates: [String] {
    switch self {
    case .rnn: ["hidden"]
    case .gru: ["update", "reset", "new"]
    case .lstm: ["input", "output", "forget", "cell"]
    }
  }
}

/// Which way a recurrent layer reads its sequence.
public enum RecurrentDirection: String, Hashable, Sendable {
  case forward, reverse, bidirectional
}

/// The attributes of an ONNX recurrent layer. Inputs: X, W, R, B, sequence lengths, initial h,
/// initial c, peepholes.
public struct RecurrentAttributes: Hashable, Sendable {
  /// The cell.
  public var cell: RecurrentCell
  /// Units of the hidden state.
  public var hiddenSize: Int
  /// Reading direction.
  public var direction: RecurrentDirection = .forward
  /// The activations' names, per direction; empty means the cell's defaults.
  public var activations: [String] = []
  /// GRU: whether the reset gate acts after the hidden product (as in PyTorch).
  public var appliesResetAfter = false
  /// Whether the batch comes first.
  public var isBatchFirst = false
  /// The activations' first parameters by position; shorter lists leave the rest at their defaults.
  public var activationAlpha: [Double] = []
  /// The activations' second parameters by position.
  public var activationBeta: [Double] = []
  /// LSTM: whether the forget gate is one minus the input gate.
  public var couplesInputAndForget = false
  /// Bound on the cell's input, if any.
  public var clip: Double?

  /// Makes attributes with their defaults.
  public init(cell: RecurrentCell, hiddenSize: Int) {
    self.cell = cell
    self.hiddenSize = hiddenSize
  }
}

/// The attributes of ONNX's fused `Attention`. Inputs: q, k, v, mask, past keys, past values.
public struct AttentionAttributes: Hashable, Sendable {
  /// Whether each position sees only those before it.
  public var isCausal = false
  /// Query heads where the inputs are packed in three axes.
  public var queryHeads: Int?
  /// Key and value heads where the inputs are packed in three axes.
  public var keyValueHeads: Int?
  /// The factor on the logits; `nil` means 1/√(head size).
  public var scale: Double?
  /// The bound of the tanh on the logits, or 0 for none.
  public var softcap: Double = 0
  /// What the fourth output holds: 0 or 1 the logits before the mask, 2 those after it, 3 the weights.
  public var stage = 0
  /// How many positions before its own a query sees; negative means all.
  public var leftWindow = -1
  /// How many positions behind its own a query sees; negative means all.
  public var rightWindow = -1

  /// Makes attributes with their defaults.
  public init() {}
}

/// What a reduction keeps of the elements it reads.
public enum ReductionKind: String, Hashable, Sendable {
  case sum, mean, maximum, minimum, product, sumOfSquares, l1, l2, logSum, logSumExp
}
