import OnsetCore
import Testing

@Suite struct HalfFloatTests {
  @Test func everyBFloat16SurvivesARoundTrip() {
    var wrong = 0
    for bits in UInt16.min...UInt16.max {
      let value = HalfFloat.float(bfloat16Bits: bits)
      if value.isNaN {
        if !HalfFloat.float(bfloat16Bits: HalfFloat.bfloat16Bits(value)).isNaN { wrong += 1 }
      } else if HalfFloat.bfloat16Bits(value) != bits {
        wrong += 1
      }
    }
    #expect(wrong == 0)
  }

  @Test func everyFloat16SurvivesARoundTrip() {
    var wrong = 0
    for bits in UInt16.min...UInt16.max {
      let value = HalfFloat.float(float16Bits: bits)
      if value.isNaN {
        if !HalfFloat.float(float16Bits: HalfFloat.float16Bits(value)).isNaN { wrong += 1 }
      } else if HalfFloat.float16Bits(value) != bits {
        wrong += 1
      }
    }
    #expect(wrong == 0)
  }

  /// Halfway between neighbours the even one wins, a hair to either side the nearer one.
  @Test(arguments: [HalfFormat.bfloat16, .float16])
  func everyTieGoesToTheEvenNeighbour(_ format: HalfFormat) {
    var wrong = 0
    for bits in 0..<format.infinity {
      let low = Double(format.value(bits))
      // Rounding treats infinity as the next power of two would be.
      let high = bits + 1 == format.infinity ? format.beyond : Double(format.value(bits + 1))
      let middle = Float((low + high) / 2)
      assert(Double(middle) == (low + high) / 2, "a float32 holds every midpoint")
      let even = bits % 2 == 0 ? bits : bits + 1
      if format.bits(middle) != even || format.bits(-middle) != even | 0x8000 { wrong += 1 }
      if format.bits(middle.nextDown) != bits { wrong += 1 }
      if format.bits(middle.nextUp) != bits + 1 { wrong += 1 }
    }
    #expect(wrong == 0)
  }

  @Test func overflowBecomesInfinityAndNaNStaysNaN() {
    for format in [HalfFormat.bfloat16, .float16] {
      #expect(format.bits(.infinity) == format.infinity)
      #expect(format.bits(.greatestFiniteMagnitude) == format.infinity)
      #expect(format.bits(-.infinity) == format.infinity | 0x8000)
      #expect(format.value(format.bits(.nan)).isNaN)
      // A NaN whose payload lies in the bits that are cut off must not turn into infinity.
      #expect(format.value(format.bits(Float(bitPattern: 0x7F80_0001))).isNaN)
      #expect(format.bits(-0.0) == 0x8000)
    }
  }

  #if !(os(macOS) && arch(x86_64))
    @Test func float16AgreesWithTheProcessor() {
      var wrong = 0
      // A stride without small factors in common with the format visits all exponents and endings.
      for pattern in stride(from: 0, through: UInt32.max - 4099, by: 4099) {
        let value = Float(bitPattern: pattern)
        guard !value.isNaN else { continue }
        if HalfFloat.float16Bits(value) != Float16(value).bitPattern { wrong += 1 }
      }
      #expect(wrong == 0)
      for bits in UInt16.min...UInt16.max where !Float16(bitPattern: bits).isNaN {
        if HalfFloat.float(float16Bits: bits) != Float(Float16(bitPattern: bits)) { wrong += 1 }
      }
      #expect(wrong == 0)
    }
  #endif
}

/// The two formats behind one face.
enum HalfFormat: Sendable {
  case bfloat16, float16

  var infinity: UInt16 { self == .bfloat16 ? 0x7F80 : 0x7C00 }
  var beyond: Double { self == .bfloat16 ? 0x1p128 : 0x1p16 }

  func bits(_ value: Float) -> UInt16 {
    self == .bfloat16 ? HalfFloat.bfloat16Bits(value) : HalfFloat.float16Bits(value)
  }

  func value(_ bits: UInt16) -> Float {
    self == .bfloat16
      ? HalfFloat.float(bfloat16Bits: bits) : HalfFloat.float(float16Bits: bits)
  }
}
