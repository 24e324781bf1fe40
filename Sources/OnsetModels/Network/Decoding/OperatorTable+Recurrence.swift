import OnsetCore

extension OperatorTable {
  /// Recurrent layers and fused attention.
  static let recurrence: [String: Row] = [
    "RNN": recurrent(.rnn), "GRU": recurrent(.gru), "LSTM": recurrent(.lstm),
    "RotaryEmbedding": { node throws(OnsetError) in
      DecodedOperation(
        .rotaryEmbedding(
          heads: try node.integer("num_heads"),
          size: try node.integer("rotary_embedding_dim", default: 0),
          isInterleaved: try node.flag("interleaved")))
    },
    "ReverseSequence": { node throws(OnsetError) in
      DecodedOperation(
        .reverseSequence(
          batchAxis: try node.integer("batch_axis", default: 1),
          timeAxis: try node.integer("time_axis", default: 0)))
    },
    "Attention": { node throws(OnsetError) in
      var attributes = AttentionAttributes()
      attributes.isCausal = try node.flag("is_causal")
      attributes.queryHeads = try node.integer("q_num_heads")
      attributes.keyValueHeads = try node.integer("kv_num_heads")
      attributes.scale = try node.real("scale")
      attributes.softcap = try node.real("softcap", default: 0)
      attributes.stage = try node.integer("qk_matmul_output_mode", default: 0)
      attributes.leftWindow = try node.integer("left_window_size", default: -1)
      attributes.rightWindow = try node.integer("right_window_size", default: -1)
      return DecodedOperation(.attention(attributes))
    },
  ]

  /// A recurrent layer; a hidden size that is left out is found from the shape of `R` later.
  private static func recurrent(_ cell: RecurrentCell) -> Row {
    { node throws(OnsetError) in
      let hidden = try node.integer("hidden_size", default: 0)
      guard hidden >= 0 else { throw node.error("\(hidden) is no hidden_size") }
      var attributes = RecurrentAttributes(cell: cell, hiddenSize: hidden)
      let direction = try node.text("direction", default: "forward")
      guard let reading = RecurrentDirection(rawValue: direction.lowercased()) else {
        throw node.error("'\(direction)' is no direction of a recurrent layer")
      }
      attributes.direction = reading
      attributes.activations = try node.texts("activations") ?? []
      attributes.activationAlpha = try node.reals("activation_alpha") ?? []
      attributes.activationBeta = try node.reals("activation_beta") ?? []
      attributes.couplesInputAndForget = try node.flag("input_forget")
      attributes.appliesResetAfter = try node.flag("linear_before_reset")
      attributes.isBatchFirst = try node.flag("layout")
      attributes.clip = try node.real("clip")
      return DecodedOperation(.recurrent(attributes))
    }
  }
}
