// encoder.ts
var modelName = "encoder";
var memory = { arena: 5184, weights: 61952, fingerprint: 2382282330 };
function makeBuffers(arena, weights) {
  let end = 64;
  const next = (bytes) => (end += bytes) - bytes;
  return {
    embeddings: new Float32Array(arena, 4096, 256),
    // /embeddings/Add_1_output_0, /embeddings/LayerNorm/Add_1_output_0, /encoder/layer/0/attention/output/Add_output_0, /encoder/layer/0/attention/output/LayerNorm/Add_1_output_0, /encoder/layer/0/output/Add_output_0  f32[1,8,32]
    mean: new Float32Array(arena, 0, 16),
    // /embeddings/LayerNorm/Add_1_output_0.mean  f32[1,8]
    inverse_deviation: new Float32Array(arena, 64, 16),
    // /embeddings/LayerNorm/Add_1_output_0.inverse_deviation  f32[1,8]
    Mul_output_0: new Float32Array(arena, 5120, 16),
    // //Mul_output_0  f32[1,1,1,8]
    query: new Float32Array(arena, 1024, 256),
    // /encoder/layer/0/attention/self/query/Add_output_0  f32[1,8,32]
    key: new Float32Array(arena, 2048, 256),
    // /encoder/layer/0/attention/self/key/Add_output_0  f32[1,8,32]
    value: new Float32Array(arena, 3072, 256),
    // /encoder/layer/0/attention/self/value/Add_output_0  f32[1,8,32]
    self: new Float32Array(arena, 0, 256),
    // /encoder/layer/0/attention/self/Transpose_output_0  f32[1,2,8,16]
    attention_self: new Float32Array(arena, 3072, 256),
    // /encoder/layer/0/attention/self/Transpose_1_output_0  f32[1,2,8,16]
    Transpose: new Float32Array(arena, 1024, 256),
    // /encoder/layer/0/attention/self/MatMul_1_output_0.Transpose  f32[1,2,16,8]
    MaskedScores: new Float32Array(arena, 2048, 128),
    // /encoder/layer/0/attention/self/MatMul_1_output_0.MaskedScores, /encoder/layer/0/attention/self/MatMul_1_output_0.MaskedSoftmax.power, /encoder/layer/0/attention/self/MatMul_1_output_0.MaskedSoftmax  f32[1,2,8,8]
    max: new Float32Array(arena, 1024, 16),
    // /encoder/layer/0/attention/self/MatMul_1_output_0.MaskedSoftmax.max  f32[1,2,8,1]
    sum: new Float32Array(arena, 1088, 16),
    // /encoder/layer/0/attention/self/MatMul_1_output_0.MaskedSoftmax.sum  f32[1,2,8,1]
    MatMul_2: new Float32Array(arena, 1024, 256),
    // /encoder/layer/0/attention/self/MatMul_1_output_0.MatMul.2  f32[1,2,8,16]
    v0_attention_self: new Float32Array(arena, 0, 256),
    // /encoder/layer/0/attention/self/Reshape_3_output_0  f32[1,8,32]
    Add_1_output_0_mean: new Float32Array(arena, 0, 16),
    // /encoder/layer/0/attention/output/LayerNorm/Add_1_output_0.mean  f32[1,8]
    Add_1_output_0_inverse_deviation: new Float32Array(arena, 64, 16),
    // /encoder/layer/0/attention/output/LayerNorm/Add_1_output_0.inverse_deviation  f32[1,8]
    intermediate: new Float32Array(arena, 0, 1024),
    // /encoder/layer/0/intermediate/Mul_1_output_0  f32[1,8,128]
    output_mean: new Float32Array(arena, 0, 16),
    // output.mean  f32[1,8]
    output_inverse_deviation: new Float32Array(arena, 64, 16),
    // output.inverse_deviation  f32[1,8]
    weight: new Float32Array(weights, next(5120), 1280),
    // embeddings.word_embeddings.weight  f32[40,32]
    token_type_embeddings_weight: new Float32Array(weights, next(256), 64),
    // embeddings.token_type_embeddings.weight  f32[2,32]
    position_embeddings: new Float32Array(weights, next(1024), 256),
    // /embeddings/position_embeddings/Gather_output_0  f32[1,8,32]
    LayerNorm_weight: new Float32Array(weights, next(128), 32),
    // embeddings.LayerNorm.weight  f32[32]
    bias: new Float32Array(weights, next(128), 32),
    // embeddings.LayerNorm.bias  f32[32]
    Constant_2_output_0: new Float32Array(weights, next(64), 16),
    // //Constant_2_output_0  f32[]
    Constant_3_output_0: new Float32Array(weights, next(64), 16),
    // //Constant_3_output_0  f32[]
    query_weight: new Float32Array(weights, next(4096), 1024),
    // encoder.layer.0.attention.self.query.weight  f32[32,32]
    query_bias: new Float32Array(weights, next(128), 32),
    // encoder.layer.0.attention.self.query.bias  f32[32]
    key_weight: new Float32Array(weights, next(4096), 1024),
    // encoder.layer.0.attention.self.key.weight  f32[32,32]
    key_bias: new Float32Array(weights, next(128), 32),
    // encoder.layer.0.attention.self.key.bias  f32[32]
    value_weight: new Float32Array(weights, next(4096), 1024),
    // encoder.layer.0.attention.self.value.weight  f32[32,32]
    value_bias: new Float32Array(weights, next(128), 32),
    // encoder.layer.0.attention.self.value.bias  f32[32]
    constant: new Float32Array(weights, next(64), 16),
    // /encoder/layer/0/attention/self/MatMul_1_output_0.constant  f32[]
    output_weight: new Float32Array(weights, next(4096), 1024),
    // encoder.layer.0.attention.self.output.weight  f32[32,32]
    output_bias: new Float32Array(weights, next(128), 32),
    // encoder.layer.0.attention.self.output.bias  f32[32]
    output_LayerNorm_weight: new Float32Array(weights, next(128), 32),
    // encoder.layer.0.attention.output.LayerNorm.weight  f32[32]
    LayerNorm_bias: new Float32Array(weights, next(128), 32),
    // encoder.layer.0.attention.output.LayerNorm.bias  f32[32]
    dense_weight: new Float32Array(weights, next(16384), 4096),
    // encoder.layer.0.intermediate.dense.weight  f32[32,128]
    dense_bias: new Float32Array(weights, next(512), 128),
    // encoder.layer.0.intermediate.dense.bias  f32[128]
    output_dense_weight: new Float32Array(weights, next(16384), 4096),
    // encoder.layer.0.output.dense.weight  f32[128,32]
    output_dense_bias: new Float32Array(weights, next(128), 32),
    // encoder.layer.0.output.dense.bias  f32[32]
    v0_output_LayerNorm_weight: new Float32Array(weights, next(128), 32),
    // encoder.layer.0.output.LayerNorm.weight  f32[32]
    output_LayerNorm_bias: new Float32Array(weights, next(128), 32),
    // encoder.layer.0.output.LayerNorm.bias  f32[32]
    pooler_dense_weight: new Float32Array(weights, next(4096), 1024),
    // pooler.dense.weight  f32[32,32]
    pooler_dense_bias: new Float32Array(weights, next(128), 32)
    // pooler.dense.bias  f32[32]
  };
}
var scratch_f32 = new Float32Array(1);
var scratch_i32 = new Int32Array(scratch_f32.buffer);
function bits_of_f32(x) {
  scratch_f32[0] = x;
  return scratch_i32[0];
}
function f32_of_bits(bits) {
  scratch_i32[0] = bits;
  return scratch_f32[0];
}
var fround = Math.fround;
function f32_of_big(x) {
  const size = x < 0n ? -x : x;
  if (size < 9007199254740992n) return fround(Number(x));
  const kept = fround(Number(size >> 24n | ((size & 0xffffffn) === 0n ? 0n : 1n))) * 16777216;
  return x < 0n ? -kept : kept;
}
function erf_f32(x) {
  const size = 4 < Math.abs(x) ? 4 : Math.abs(x);
  const z = size * size;
  const t = -((((((-19821181194856763e-20 * size + 0.0030654186848551035) * size + -0.022314948961138725) * size + 0.10411316901445389) * size + 0.6369765996932983) * size + 1.12779700756073) * size + 1665114687057212e-19);
  const z_2 = bits_of_f32(t * 1.4426950216293335 + 12583039) >>> 0;
  const n = f32_of_bits(z_2) - 12583039;
  const s = f32_of_bits(z_2 << 23 >>> 0);
  const r = t - n * 0.693115234375 - n * 3194618329871446e-20;
  const e = (r * r * ((((0.0014036911306902766 * r + 0.00837265606969595) * r + 0.04166553169488907) * r + 0.16666485369205475) * r + 0.5) + r + 1) * s;
  return f32_of_bits((bits_of_f32(size < 0.9200000166893005 ? size + size * (((((-586207490414381e-18 * z + 0.00496750557795167) * z + -0.026748863980174065) * z + 0.11281320452690125) * z + -0.37612447142601013) * z + 0.12837913632392883) : 1 - e) >>> 0 | (bits_of_f32(x) >>> 0 & 2147483648) >>> 0) >>> 0);
}
function gather_gather_add_add_8x32(x, w_, x2, w2, w3, y) {
  for (let c = 0; c < 8; c++)
    for (let x_2 = 0; x_2 < 32; x_2++)
      y[c * 32 + x_2] = w_[Math.min(Math.max(Number(BigInt.asIntN(32, x[c])) < 0 ? Number(BigInt.asIntN(32, x[c])) + 40 | 0 : Number(BigInt.asIntN(32, x[c])), 0), 40 - 1 | 0) * 32 + x_2] + w2[Math.min(Math.max(Number(BigInt.asIntN(32, x2[c])) < 0 ? Number(BigInt.asIntN(32, x2[c])) + 2 | 0 : Number(BigInt.asIntN(32, x2[c])), 0), 2 - 1 | 0) * 32 + x_2] + w3[c * 32 + x_2];
}
function mean_8x32_to_8_k32(x, y) {
  for (let c = 0; c < 8; c++) {
    let acc = 0;
    for (let rx = 0; rx < 32; rx++)
      acc += x[c * 32 + rx];
    y[c] = acc / 32;
  }
}
function inverse_deviation_8x32_to_8_k32(x, x2, y) {
  for (let c = 0; c < 8; c++) {
    let acc = 0;
    for (let rx = 0; rx < 32; rx++) {
      const value_v1 = x[c * 32 + rx] - x2[c];
      acc += value_v1 * value_v1;
    }
    y[c] = 1 / Math.sqrt(acc / 32 + 9999999960041972e-28);
  }
}
function layer_norm_8x32_700f4f(x, x2, bias, bias2, y) {
  for (let c = 0; c < 8; c++)
    for (let x_2 = 0; x_2 < 32; x_2++)
      y[c * 32 + x_2] = (y[c * 32 + x_2] - x[c]) * x2[c] * bias[x_2] + bias2[x_2];
}
function cast_sub_mul_8(bias, x, bias2, y) {
  for (let i3 = 0; i3 < 8; i3++)
    y[i3] = (bias[0] - f32_of_big(x[i3])) * bias2[0];
}
function matmul_add_8x32_to_8x32_k32(x, w_, bias, y) {
  for (let row_tile = 0; row_tile < 2; row_tile++) {
    for (let column_tile = 0; column_tile < 16; column_tile++) {
      let acc_0_0 = 0;
      let acc_0_1 = 0;
      let acc_1_0 = 0;
      let acc_1_1 = 0;
      let acc_2_0 = 0;
      let acc_2_1 = 0;
      let acc_3_0 = 0;
      let acc_3_1 = 0;
      for (let k = 0; k < 32; k++) {
        const x_v1 = x[row_tile * 128 + k];
        const w_v2 = w_[k * 32 + column_tile * 2];
        acc_0_0 += x_v1 * w_v2;
        const w_v3 = w_[k * 32 + column_tile * 2 + 1];
        acc_0_1 += x_v1 * w_v3;
        const x_v4 = x[row_tile * 128 + k + 32];
        acc_1_0 += x_v4 * w_v2;
        acc_1_1 += x_v4 * w_v3;
        const x_v5 = x[row_tile * 128 + k + 64];
        acc_2_0 += x_v5 * w_v2;
        acc_2_1 += x_v5 * w_v3;
        const x_v6 = x[row_tile * 128 + k + 96];
        acc_3_0 += x_v6 * w_v2;
        acc_3_1 += x_v6 * w_v3;
      }
      const bias_v7 = bias[column_tile * 2];
      y[row_tile * 128 + column_tile * 2] = bias_v7 + acc_0_0;
      const bias_v8 = bias[column_tile * 2 + 1];
      y[row_tile * 128 + column_tile * 2 + 1] = bias_v8 + acc_0_1;
      y[row_tile * 128 + column_tile * 2 + 32] = bias_v7 + acc_1_0;
      y[row_tile * 128 + column_tile * 2 + 33] = bias_v8 + acc_1_1;
      y[row_tile * 128 + column_tile * 2 + 64] = bias_v7 + acc_2_0;
      y[row_tile * 128 + column_tile * 2 + 65] = bias_v8 + acc_2_1;
      y[row_tile * 128 + column_tile * 2 + 96] = bias_v7 + acc_3_0;
      y[row_tile * 128 + column_tile * 2 + 97] = bias_v8 + acc_3_1;
    }
  }
}
function transpose_2x8x16(x, y) {
  for (let c = 0; c < 2; c++)
    for (let y_2 = 0; y_2 < 8; y_2++)
      for (let x_2 = 0; x_2 < 16; x_2++)
        y[c * 128 + y_2 * 16 + x_2] = x[y_2 * 32 + c * 16 + x_2];
}
function transpose_2x16x8(x, y) {
  for (let i = 0; i < 32; i++)
    for (let x_2 = 0; x_2 < 8; x_2++)
      y[i * 8 + x_2] = x[x_2 * 32 + i];
}
function matmul_mul_masked_2x8x16_to_2x8x8_k16(x, x2, bias, x3, y) {
  for (let h = 0; h < 2; h++) {
    for (let row_tile = 0; row_tile < 2; row_tile++) {
      for (let column_tile = 0; column_tile < 4; column_tile++) {
        let acc_0_0 = 0;
        let acc_0_1 = 0;
        let acc_1_0 = 0;
        let acc_1_1 = 0;
        let acc_2_0 = 0;
        let acc_2_1 = 0;
        let acc_3_0 = 0;
        let acc_3_1 = 0;
        for (let k = 0; k < 16; k++) {
          const x_v1 = x[h * 128 + row_tile * 64 + k];
          const x2_v2 = x2[h * 128 + k * 8 + column_tile * 2];
          acc_0_0 += x_v1 * x2_v2;
          const x2_v3 = x2[h * 128 + k * 8 + column_tile * 2 + 1];
          acc_0_1 += x_v1 * x2_v3;
          const x_v4 = x[h * 128 + row_tile * 64 + k + 16];
          acc_1_0 += x_v4 * x2_v2;
          acc_1_1 += x_v4 * x2_v3;
          const x_v5 = x[h * 128 + row_tile * 64 + k + 32];
          acc_2_0 += x_v5 * x2_v2;
          acc_2_1 += x_v5 * x2_v3;
          const x_v6 = x[h * 128 + row_tile * 64 + k + 48];
          acc_3_0 += x_v6 * x2_v2;
          acc_3_1 += x_v6 * x2_v3;
        }
        const bias_v7 = bias[0];
        const x3_v8 = x3[column_tile * 2];
        y[h * 64 + row_tile * 32 + column_tile * 2] = acc_0_0 * bias_v7 + x3_v8;
        const x3_v9 = x3[column_tile * 2 + 1];
        y[h * 64 + row_tile * 32 + column_tile * 2 + 1] = acc_0_1 * bias_v7 + x3_v9;
        y[h * 64 + row_tile * 32 + column_tile * 2 + 8] = acc_1_0 * bias_v7 + x3_v8;
        y[h * 64 + row_tile * 32 + column_tile * 2 + 9] = acc_1_1 * bias_v7 + x3_v9;
        y[h * 64 + row_tile * 32 + column_tile * 2 + 16] = acc_2_0 * bias_v7 + x3_v8;
        y[h * 64 + row_tile * 32 + column_tile * 2 + 17] = acc_2_1 * bias_v7 + x3_v9;
        y[h * 64 + row_tile * 32 + column_tile * 2 + 24] = acc_3_0 * bias_v7 + x3_v8;
        y[h * 64 + row_tile * 32 + column_tile * 2 + 25] = acc_3_1 * bias_v7 + x3_v9;
      }
    }
  }
}
function softmax_max_2x8x8_to_2x8x1_k8(x, y) {
  for (let c = 0; c < 2; c++) {
    for (let y_2 = 0; y_2 < 8; y_2++) {
      let acc = -Infinity;
      for (let rx = 0; rx < 8; rx++)
        acc = Math.max(acc, x[c * 64 + y_2 * 8 + rx]);
      y[c * 8 + y_2] = acc;
    }
  }
}
function softmax_exp_2x8x8(x, y) {
  for (let i = 0; i < 16; i++)
    for (let x_2 = 0; x_2 < 8; x_2++)
      y[i * 8 + x_2] = Math.exp(y[i * 8 + x_2] - x[i]);
}
function softmax_sum_2x8x8_to_2x8x1_k8(x, y) {
  for (let c = 0; c < 2; c++) {
    for (let y_2 = 0; y_2 < 8; y_2++) {
      let acc = 0;
      for (let rx = 0; rx < 8; rx++)
        acc += x[c * 64 + y_2 * 8 + rx];
      y[c * 8 + y_2] = 1 / acc;
    }
  }
}
function softmax_2x8x8(x, x2, y) {
  for (let i = 0; i < 16; i++)
    for (let x_2 = 0; x_2 < 8; x_2++)
      y[i * 8 + x_2] = x[i] === -Infinity ? 0 : y[i * 8 + x_2] * x2[i];
}
function matmul_2x8x8_to_2x8x16_k8(x, x2, y) {
  for (let h = 0; h < 2; h++) {
    for (let row_tile = 0; row_tile < 2; row_tile++) {
      for (let column_tile = 0; column_tile < 8; column_tile++) {
        let acc_0_0 = 0;
        let acc_0_1 = 0;
        let acc_1_0 = 0;
        let acc_1_1 = 0;
        let acc_2_0 = 0;
        let acc_2_1 = 0;
        let acc_3_0 = 0;
        let acc_3_1 = 0;
        for (let k = 0; k < 8; k++) {
          const x_v1 = x[h * 64 + row_tile * 32 + k];
          const x2_v2 = x2[h * 128 + k * 16 + column_tile * 2];
          acc_0_0 += x_v1 * x2_v2;
          const x2_v3 = x2[h * 128 + k * 16 + column_tile * 2 + 1];
          acc_0_1 += x_v1 * x2_v3;
          const x_v4 = x[h * 64 + row_tile * 32 + k + 8];
          acc_1_0 += x_v4 * x2_v2;
          acc_1_1 += x_v4 * x2_v3;
          const x_v5 = x[h * 64 + row_tile * 32 + k + 16];
          acc_2_0 += x_v5 * x2_v2;
          acc_2_1 += x_v5 * x2_v3;
          const x_v6 = x[h * 64 + row_tile * 32 + k + 24];
          acc_3_0 += x_v6 * x2_v2;
          acc_3_1 += x_v6 * x2_v3;
        }
        y[h * 128 + row_tile * 64 + column_tile * 2] = acc_0_0;
        y[h * 128 + row_tile * 64 + column_tile * 2 + 1] = acc_0_1;
        y[h * 128 + row_tile * 64 + column_tile * 2 + 16] = acc_1_0;
        y[h * 128 + row_tile * 64 + column_tile * 2 + 17] = acc_1_1;
        y[h * 128 + row_tile * 64 + column_tile * 2 + 32] = acc_2_0;
        y[h * 128 + row_tile * 64 + column_tile * 2 + 33] = acc_2_1;
        y[h * 128 + row_tile * 64 + column_tile * 2 + 48] = acc_3_0;
        y[h * 128 + row_tile * 64 + column_tile * 2 + 49] = acc_3_1;
      }
    }
  }
}
function transpose_8x32(x, y) {
  for (let i1 = 0; i1 < 8; i1++)
    for (let i2 = 0; i2 < 32; i2++)
      y[i1 * 32 + i2] = x[(i2 >> 4) * 128 + i1 * 16 + (i2 & 15)];
}
function matmul_add_add_8x32_to_8x32_k32(x, w_, bias, y) {
  for (let row_tile = 0; row_tile < 2; row_tile++) {
    for (let column_tile = 0; column_tile < 16; column_tile++) {
      let acc_0_0 = 0;
      let acc_0_1 = 0;
      let acc_1_0 = 0;
      let acc_1_1 = 0;
      let acc_2_0 = 0;
      let acc_2_1 = 0;
      let acc_3_0 = 0;
      let acc_3_1 = 0;
      for (let k = 0; k < 32; k++) {
        const x_v1 = x[row_tile * 128 + k];
        const w_v2 = w_[k * 32 + column_tile * 2];
        acc_0_0 += x_v1 * w_v2;
        const w_v3 = w_[k * 32 + column_tile * 2 + 1];
        acc_0_1 += x_v1 * w_v3;
        const x_v4 = x[row_tile * 128 + k + 32];
        acc_1_0 += x_v4 * w_v2;
        acc_1_1 += x_v4 * w_v3;
        const x_v5 = x[row_tile * 128 + k + 64];
        acc_2_0 += x_v5 * w_v2;
        acc_2_1 += x_v5 * w_v3;
        const x_v6 = x[row_tile * 128 + k + 96];
        acc_3_0 += x_v6 * w_v2;
        acc_3_1 += x_v6 * w_v3;
      }
      const bias_v7 = bias[column_tile * 2];
      y[row_tile * 128 + column_tile * 2] = bias_v7 + acc_0_0 + y[row_tile * 128 + column_tile * 2];
      const bias_v8 = bias[column_tile * 2 + 1];
      y[row_tile * 128 + column_tile * 2 + 1] = bias_v8 + acc_0_1 + y[row_tile * 128 + column_tile * 2 + 1];
      y[row_tile * 128 + column_tile * 2 + 32] = bias_v7 + acc_1_0 + y[row_tile * 128 + column_tile * 2 + 32];
      y[row_tile * 128 + column_tile * 2 + 33] = bias_v8 + acc_1_1 + y[row_tile * 128 + column_tile * 2 + 33];
      y[row_tile * 128 + column_tile * 2 + 64] = bias_v7 + acc_2_0 + y[row_tile * 128 + column_tile * 2 + 64];
      y[row_tile * 128 + column_tile * 2 + 65] = bias_v8 + acc_2_1 + y[row_tile * 128 + column_tile * 2 + 65];
      y[row_tile * 128 + column_tile * 2 + 96] = bias_v7 + acc_3_0 + y[row_tile * 128 + column_tile * 2 + 96];
      y[row_tile * 128 + column_tile * 2 + 97] = bias_v8 + acc_3_1 + y[row_tile * 128 + column_tile * 2 + 97];
    }
  }
}
function matmul_add_gelu_8x32_to_8x128_k32(x, w_, bias, y) {
  for (let row_tile = 0; row_tile < 2; row_tile++) {
    for (let column_tile = 0; column_tile < 64; column_tile++) {
      let acc_0_0 = 0;
      let acc_0_1 = 0;
      let acc_1_0 = 0;
      let acc_1_1 = 0;
      let acc_2_0 = 0;
      let acc_2_1 = 0;
      let acc_3_0 = 0;
      let acc_3_1 = 0;
      for (let k = 0; k < 32; k++) {
        const x_v1 = x[row_tile * 128 + k];
        const w_v2 = w_[k * 128 + column_tile * 2];
        acc_0_0 += x_v1 * w_v2;
        const w_v3 = w_[k * 128 + column_tile * 2 + 1];
        acc_0_1 += x_v1 * w_v3;
        const x_v4 = x[row_tile * 128 + k + 32];
        acc_1_0 += x_v4 * w_v2;
        acc_1_1 += x_v4 * w_v3;
        const x_v5 = x[row_tile * 128 + k + 64];
        acc_2_0 += x_v5 * w_v2;
        acc_2_1 += x_v5 * w_v3;
        const x_v6 = x[row_tile * 128 + k + 96];
        acc_3_0 += x_v6 * w_v2;
        acc_3_1 += x_v6 * w_v3;
      }
      const bias_v7 = bias[column_tile * 2];
      const value_v8 = bias_v7 + acc_0_0;
      y[row_tile * 512 + column_tile * 2] = 0.5 * value_v8 * (1 + erf_f32(value_v8 * 0.7071067690849304));
      const bias_v9 = bias[column_tile * 2 + 1];
      const value_v10 = bias_v9 + acc_0_1;
      y[row_tile * 512 + column_tile * 2 + 1] = 0.5 * value_v10 * (1 + erf_f32(value_v10 * 0.7071067690849304));
      const value_v11 = bias_v7 + acc_1_0;
      y[row_tile * 512 + column_tile * 2 + 128] = 0.5 * value_v11 * (1 + erf_f32(value_v11 * 0.7071067690849304));
      const value_v12 = bias_v9 + acc_1_1;
      y[row_tile * 512 + column_tile * 2 + 129] = 0.5 * value_v12 * (1 + erf_f32(value_v12 * 0.7071067690849304));
      const value_v13 = bias_v7 + acc_2_0;
      y[row_tile * 512 + column_tile * 2 + 256] = 0.5 * value_v13 * (1 + erf_f32(value_v13 * 0.7071067690849304));
      const value_v14 = bias_v9 + acc_2_1;
      y[row_tile * 512 + column_tile * 2 + 257] = 0.5 * value_v14 * (1 + erf_f32(value_v14 * 0.7071067690849304));
      const value_v15 = bias_v7 + acc_3_0;
      y[row_tile * 512 + column_tile * 2 + 384] = 0.5 * value_v15 * (1 + erf_f32(value_v15 * 0.7071067690849304));
      const value_v16 = bias_v9 + acc_3_1;
      y[row_tile * 512 + column_tile * 2 + 385] = 0.5 * value_v16 * (1 + erf_f32(value_v16 * 0.7071067690849304));
    }
  }
}
function matmul_add_add_8x128_to_8x32_k128(x, w_, bias, y) {
  for (let row_tile = 0; row_tile < 2; row_tile++) {
    for (let column_tile = 0; column_tile < 16; column_tile++) {
      let acc_0_0 = 0;
      let acc_0_1 = 0;
      let acc_1_0 = 0;
      let acc_1_1 = 0;
      let acc_2_0 = 0;
      let acc_2_1 = 0;
      let acc_3_0 = 0;
      let acc_3_1 = 0;
      for (let k = 0; k < 128; k++) {
        const x_v1 = x[row_tile * 512 + k];
        const w_v2 = w_[k * 32 + column_tile * 2];
        acc_0_0 += x_v1 * w_v2;
        const w_v3 = w_[k * 32 + column_tile * 2 + 1];
        acc_0_1 += x_v1 * w_v3;
        const x_v4 = x[row_tile * 512 + k + 128];
        acc_1_0 += x_v4 * w_v2;
        acc_1_1 += x_v4 * w_v3;
        const x_v5 = x[row_tile * 512 + k + 256];
        acc_2_0 += x_v5 * w_v2;
        acc_2_1 += x_v5 * w_v3;
        const x_v6 = x[row_tile * 512 + k + 384];
        acc_3_0 += x_v6 * w_v2;
        acc_3_1 += x_v6 * w_v3;
      }
      const bias_v7 = bias[column_tile * 2];
      y[row_tile * 128 + column_tile * 2] = bias_v7 + acc_0_0 + y[row_tile * 128 + column_tile * 2];
      const bias_v8 = bias[column_tile * 2 + 1];
      y[row_tile * 128 + column_tile * 2 + 1] = bias_v8 + acc_0_1 + y[row_tile * 128 + column_tile * 2 + 1];
      y[row_tile * 128 + column_tile * 2 + 32] = bias_v7 + acc_1_0 + y[row_tile * 128 + column_tile * 2 + 32];
      y[row_tile * 128 + column_tile * 2 + 33] = bias_v8 + acc_1_1 + y[row_tile * 128 + column_tile * 2 + 33];
      y[row_tile * 128 + column_tile * 2 + 64] = bias_v7 + acc_2_0 + y[row_tile * 128 + column_tile * 2 + 64];
      y[row_tile * 128 + column_tile * 2 + 65] = bias_v8 + acc_2_1 + y[row_tile * 128 + column_tile * 2 + 65];
      y[row_tile * 128 + column_tile * 2 + 96] = bias_v7 + acc_3_0 + y[row_tile * 128 + column_tile * 2 + 96];
      y[row_tile * 128 + column_tile * 2 + 97] = bias_v8 + acc_3_1 + y[row_tile * 128 + column_tile * 2 + 97];
    }
  }
}
function layer_norm_8x32_5ead76(x, x2, x3, bias, bias2, y) {
  for (let c = 0; c < 8; c++)
    for (let x_2 = 0; x_2 < 32; x_2++)
      y[c * 32 + x_2] = (x[c * 32 + x_2] - x2[c]) * x3[c] * bias[x_2] + bias2[x_2];
}
function gemm_tanh_32_to_32_k32(x, w_, bias, y) {
  for (let column_tile = 0; column_tile < 8; column_tile++) {
    let acc_0 = 0;
    let acc_1 = 0;
    let acc_2 = 0;
    let acc_3 = 0;
    for (let k = 0; k < 32; k++) {
      const x_v1 = x[k];
      acc_0 += x_v1 * w_[column_tile * 128 + k];
      acc_1 += x_v1 * w_[column_tile * 128 + k + 32];
      acc_2 += x_v1 * w_[column_tile * 128 + k + 64];
      acc_3 += x_v1 * w_[column_tile * 128 + k + 96];
    }
    y[column_tile * 4] = Math.tanh(acc_0 + bias[column_tile * 4]);
    y[column_tile * 4 + 1] = Math.tanh(acc_1 + bias[column_tile * 4 + 1]);
    y[column_tile * 4 + 2] = Math.tanh(acc_2 + bias[column_tile * 4 + 2]);
    y[column_tile * 4 + 3] = Math.tanh(acc_3 + bias[column_tile * 4 + 3]);
  }
}
var signature = {
  inputs: {
    input_ids: { name: "input_ids", dtype: "i64", shape: [1, 8], array: "BigInt64Array", length: 8 },
    attention_mask: { name: "attention_mask", dtype: "i64", shape: [1, 8], array: "BigInt64Array", length: 8 },
    token_type_ids: { name: "token_type_ids", dtype: "i64", shape: [1, 8], array: "BigInt64Array", length: 8 }
  },
  outputs: {
    pooler_output: { name: "pooler_output", dtype: "f32", shape: [1, 32], array: "Float32Array", length: 32 },
    output: { name: "output", dtype: "f32", shape: [1, 8, 32], array: "Float32Array", length: 256 }
  }
};
var Encoder = class {
  /** What computes. */
  engine = "ts";
  /** Where `run` puts results unless it is given other arrays. */
  outputs;
  buffers;
  /** Made by `load`. */
  constructor(weights) {
    this.buffers = makeBuffers(new ArrayBuffer(memory.arena), weights);
    this.outputs = { pooler_output: new Float32Array(32), output: new Float32Array(256) };
  }
  /**
   * input_ids i64[1,8], attention_mask i64[1,8], token_type_ids i64[1,8] -> pooler_output f32[1,32], output f32[1,8,32].
   * Results go to `outputs`, this instance's own arrays unless others are given: those hold until the next `run`. Allocates nothing.
   * Throws a TypeError when a name, an element type or a length is not as the signature says.
   */
  run(inputs, outputs = this.outputs) {
    checkArray("input", "input_ids", inputs, inputs.input_ids, signature.inputs.input_ids);
    checkArray("input", "attention_mask", inputs, inputs.attention_mask, signature.inputs.attention_mask);
    checkArray("input", "token_type_ids", inputs, inputs.token_type_ids, signature.inputs.token_type_ids);
    if (outputs !== this.outputs) {
      checkArray("output", "pooler_output", outputs, outputs.pooler_output, signature.outputs.pooler_output);
      checkArray("output", "output", outputs, outputs.output, signature.outputs.output);
    }
    const b = this.buffers;
    gather_gather_add_add_8x32(inputs.input_ids, b.weight, inputs.token_type_ids, b.token_type_embeddings_weight, b.position_embeddings, b.embeddings);
    mean_8x32_to_8_k32(b.embeddings, b.mean);
    inverse_deviation_8x32_to_8_k32(b.embeddings, b.mean, b.inverse_deviation);
    layer_norm_8x32_700f4f(b.mean, b.inverse_deviation, b.LayerNorm_weight, b.bias, b.embeddings);
    cast_sub_mul_8(b.Constant_2_output_0, inputs.attention_mask, b.Constant_3_output_0, b.Mul_output_0);
    matmul_add_8x32_to_8x32_k32(b.embeddings, b.query_weight, b.query_bias, b.query);
    matmul_add_8x32_to_8x32_k32(b.embeddings, b.key_weight, b.key_bias, b.key);
    matmul_add_8x32_to_8x32_k32(b.embeddings, b.value_weight, b.value_bias, b.value);
    transpose_2x8x16(b.value, b.self);
    transpose_2x8x16(b.query, b.attention_self);
    transpose_2x16x8(b.key, b.Transpose);
    matmul_mul_masked_2x8x16_to_2x8x8_k16(b.attention_self, b.Transpose, b.constant, b.Mul_output_0, b.MaskedScores);
    softmax_max_2x8x8_to_2x8x1_k8(b.MaskedScores, b.max);
    softmax_exp_2x8x8(b.max, b.MaskedScores);
    softmax_sum_2x8x8_to_2x8x1_k8(b.MaskedScores, b.sum);
    softmax_2x8x8(b.max, b.sum, b.MaskedScores);
    matmul_2x8x8_to_2x8x16_k8(b.MaskedScores, b.self, b.MatMul_2);
    transpose_8x32(b.MatMul_2, b.v0_attention_self);
    matmul_add_add_8x32_to_8x32_k32(b.v0_attention_self, b.output_weight, b.output_bias, b.embeddings);
    mean_8x32_to_8_k32(b.embeddings, b.Add_1_output_0_mean);
    inverse_deviation_8x32_to_8_k32(b.embeddings, b.Add_1_output_0_mean, b.Add_1_output_0_inverse_deviation);
    layer_norm_8x32_700f4f(b.Add_1_output_0_mean, b.Add_1_output_0_inverse_deviation, b.output_LayerNorm_weight, b.LayerNorm_bias, b.embeddings);
    matmul_add_gelu_8x32_to_8x128_k32(b.embeddings, b.dense_weight, b.dense_bias, b.intermediate);
    matmul_add_add_8x128_to_8x32_k128(b.intermediate, b.output_dense_weight, b.output_dense_bias, b.embeddings);
    mean_8x32_to_8_k32(b.embeddings, b.output_mean);
    inverse_deviation_8x32_to_8_k32(b.embeddings, b.output_mean, b.output_inverse_deviation);
    layer_norm_8x32_5ead76(b.embeddings, b.output_mean, b.output_inverse_deviation, b.v0_output_LayerNorm_weight, b.output_LayerNorm_bias, outputs.output);
    gemm_tanh_32_to_32_k32(outputs.output, b.pooler_dense_weight, b.pooler_dense_bias, outputs.pooler_output);
    return outputs;
  }
};
async function load() {
  const weights = new ArrayBuffer(memory.weights);
  const file = new Uint8Array(weights);
  decodeBase64(weightsParts, file);
  checkWeights(file, memory.fingerprint);
  return new Encoder(weights);
}
function loadSync() {
  const weights = new ArrayBuffer(memory.weights);
  const file = new Uint8Array(weights);
  decodeBase64(weightsParts, file);
  checkWeights(file, memory.fingerprint);
  return new Encoder(weights);
}
function checkArray(kind, name, given, array, expected) {
  if (array != null && array[Symbol.toStringTag] === expected.array && array.length === expected.length) return;
  const wanted = `${kind} "${name}" is ${expected.dtype}[${expected.shape.join(",")}]; expected ${expected.array} of ${expected.length}`;
  if (array === void 0) throw new TypeError(`${modelName}: ${wanted}, given ${Object.keys(given).join(", ") || "nothing"}`);
  const type = array === null ? "null" : array[Symbol.toStringTag] ?? typeof array;
  throw new TypeError(`${modelName}: ${wanted}, given ${type}${array?.length === void 0 ? "" : ` of ${array.length}`}`);
}
function checkWeights(file, fingerprint) {
  const words = new Uint32Array(file.buffer, file.byteOffset, Math.floor(file.length / 4));
  const isWeights = words[0] === 779382625 && words[1] === 829650039;
  if (!isWeights) throw new Error(`${modelName}: the weights do not start with "aot.wts1": this is another kind of file`);
  let hash = 2166136261;
  for (let i = 16; i < words.length; i++) hash = Math.imul(hash ^ words[i], 16777619);
  const hex = (n) => (n >>> 0).toString(16);
  const expect = (what, expected, given) => {
    if (expected >>> 0 === given >>> 0) return;
    throw new Error(`${modelName}: the weights do not belong to this program: expected ${what} ${hex(expected)}, given ${hex(given)}`);
  };
  expect("fingerprint", fingerprint, words[2]);
  expect("checksum", words[3], hash);
}
function decodeBase64(parts, target) {
  const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const valueOf = new Uint8Array(128);
  for (let i = 0; i < 64; i++) valueOf[digits.charCodeAt(i)] = i;
  let at = 0;
  for (const part of parts) {
    for (let i = 0; i < part.length; i += 4) {
      const a = valueOf[part.charCodeAt(i)];
      const b = valueOf[part.charCodeAt(i + 1)];
      const c = valueOf[part.charCodeAt(i + 2)];
      const d = valueOf[part.charCodeAt(i + 3)];
      target[at++] = a << 2 | b >> 4;
      target[at++] = b << 4 | c >> 2;
      target[at++] = c << 6 | d;
    }
  }
  return target;
}
var weightsParts = [
  "YW90Lnd0czFavv6NXEzBbMDxAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAKwfgj5smX6/ndhgPVBMdj86z28/ZybgvhAYZz59CuI+xPcXvm9ZfT+fNbe9NLG3vLPdOL93IUW+jEQBv0fmML/O3bG8soFdv9TRV75iwgg/FEfbvtFFHr9VH2q/xbgUvnUaOT4j7Rg/og3SvqrMFr+97KE+3MC8PZ9SBD97Rx2/H0DiPt/bu72ucwo/kDN9Pxp2Bb+slQM/eYYxv47otL7JxTG+M2cAv3whMr8GiOc+6FgcPjfePr+Y/fC+uA1nv4BOej56Rjs/FuQFv7CPej9hi98+CxhIvsZeyr7Wd7U+T79nP92+WD+gXsU+73dWP1g5Kz8NIF4/MThFv3nNa79uxDw/53TSviAwQz/1zKQ8iC1fPwVN0T5X4Cq/aw21PsLTZT/odDy/Bq10P5aJLL/dpWS+PspDv1RBSr4r5LO+LFWhPkqDlDxNNIE9ygdZv/ewHT/GXjU/parovvDkK78gd8m++7ZJPx8a174iaTa/UkmePhL0yD2Ul7O+p3lCv8yhN78Fel2/B/TLvpbSsz7+E5s+uS1Ev67dhTz4Wj49vokTvwqbFT8nmv2+Drp7P8dzaD/wcT0/FRp+v55RIr8IfHG/zu93P3Verr6e+OE+4xY7P4/yT797YP++YVI9P0QmFz+paRU/fPIOv522Tr9CpDO/yQ47votNrj0vz9m+8+FEP8dOwL5OdlE/JTg5P9opiD7sHq0+K+gHvwlJbr7DGcW+Nz0Xv4+z8L5lqFw//LduP/wmLr81ba6+bsBYv3xDbb+sOBE/uR1nvuM1A7/pAjS/uXEkPwypxL797Ug/Tv5TPT3ME74V2b4+jOKevnZtAr9knpM9yFgGPwizFj/HGma/1i4VvyXihj7odpU+U69wv+Djsb7EDxG+2kU+P75imD6qoZC+xeSUvixrTz5MCXm/Cu1YPyQrpD0zVgs+4faRPm1QQL+0Dly/WuQgP8mQN7+5n9c+n/HkvuvekD7aT9O+iMC6PbzhWT9XEFu/Z5pHv71AJ794RLk+cbxov1X9Zj2pMXa+ujkOP3Ss8r5BOVW/rDl/P1KVdD8We3i/9rw4P7Z+Rr87SV6+uxNcPhAaRT0wdWy+S63ZPoMiO7829ty+8YluPzA/cz4U+6g9t0Vqv0A4LL8k/n0+toEGv7NgML9MgI8+XdlkPscpdr/3g12/4gJwv+qnSL5/3rQ+rMCcPnrIGD8HOZQ+nFCyPmekaj8xfHS/dy48PwjAVj+oeHK/Oq4lP4mOqD2dTwQ+YTiAvo0LSb+kMFW/Iti8PmaPfr4KYni/BPNPPFODzz1qpr4+Dd04PylSy7vYvQg/9oBev7imTr7iBPE+SdgXv4f5Pz8qwA8/Uq1Ov5nlIb9jTs8+nLpuvwulGj/lJmo/5manvlctUj87PzM/rA6DPhLvgb18zkk+KRADvkL/Fr8v7jW/bXVgP9nDlT6gQGi/li1JPgYBOz5SzS+/UXYxv06laD+igOi+vJp5v6JzJbwMNrC+EPFzP4SUhT5N3SW9JJh+vwJciD73V2+/rUASP3X/cT8APyS/VheXPlKGRT+kIjY+HLQtPimCQb4cb2s+mKQLPo2uET+ncT4/r+NcvvjBBD9Xntw+hx0Ev7lhLr+NBUk/oRpsvgUYaD+uYm48x/ORPq20D74NCke/pskFP12fgj471gs/pZ5Av3tMfL+zqBI/zYoPPxXJDr8vV7m+eYX7PuCHbr8V7ge/W4Rkv/r4xr41wl8/5E68vh8OPb4pRK8+ERY2vzOPkz6p0xY/LGemPs5ccr23+ku/E5Q7vljnVD9EmJO9adNRP/9Ofj8OPFw+N88av9wFjj5WknU+aYtBPmrgUD/5qoe+psdTPztjZ78bHc69UoIDvyYLeb8vTuU7O5CiveZzFz9kzcS+kCgeP2wNUD/rXxu+Mgcgv81M3j1qe589fOeAvjM5bD+z2Jo+sr/5PFJU/7xGJWu/xmxJvvFtHL8Bo9A9Fc5sv7lN6z1o+qK+eA38PRzUC7+15Ti/Wt3mvuJ5xr4LEda+7TSEPljULz5ZxVe/ZUJivkfyKL+HIxA/epKgPbL6Fr9IgP28zJJ9v9xuNb/zA5W+fjQuPqVgdT8Uhn2+fQVePrrFED2bo0S+SUBdvpMsXb+9yFc+uw6aPqj3bDo8e2+/0eG/vs9JVb/vVog+mM95PzLTVT84/Pu8zDUZP3ZObLxH3nW/Zlv3vp0lWz9ut2a/7zedvth2LT8ikjg/vxBYvkijAj+M/SQ/h5d+PrHdI785AWK/iUskv04ygD7VBwG9vvq2PIruvr0MyK2+TJ6DPinsDD8a7SI/c2VUv4q0QD9cD8U9u36Xvv3rPz+1/7w8QYSZvmyNjr7/SyY/CC4FPnu3Mj/NWQ+/tx9JP3ahLr7oUP4+Hsc7v/RC0b6TgLW+IVrFPiFmh77OJSQ8oZV4vXLOpr6FB9Y+2MvLPiuxdj+9oFq/S3BzP3TK1L6Sx02/R/RjvuY/qD64fm6+htN2PUfkir7t4dQ+ncVUP9aI+z4x1E2/GRGyvsJl175ecya/XjCBPZ2WZL+49Fq/ZOauvqr+ML6/ht++Hv2sPoEgC78xumm/UiWfPo/jzT0BA3Q/LZQaP4l2Zb4fntW8M68qPr5tkj7oilu/Xm2OPhkjjb549fC+fhYAPy69Qz+QWKq+YQ8FP4TqRz/57ng/6iAxP95rJj/O1/S9Yz8rvhaAEL8TvEs/b7XxPkk+Z78ZRQC/wHctP0iAgD580wg/qSZ9v0YdkD7oxSI+Wp5nv2NbC79Z3Wi/HyHmPkRUWr/r/0c/HUMavxH2bb76i2m/PvWCPhmjvD4NNTs//iRYP+KjWr+xYFE/HTaZPssRbj7SUr6+ZJlkvzm3Hj+Lsh6/F/i6PtCuST/wTNa+zbhDviu2Zz/DHz8//qg/v76dDT9nyVG/At3oPbl9j75ghyu/jjdOv3fKHb+/tD++rfPmPchqOb+v42M/JR+vvm8uZr+XuO+9aR4ZvwN7n747cX6/IxqMPrCDaz9EB3I/d+YJv+ODEz9gmd89pFQBv7yeRz/b22K/tyRYv8wYYL+CpE2+KMYnPxF4pT45VNW+iwiPvonP1r2Hom2+7eg7PlTnTb2bqfg+4A/JPh5H2T4ZM2K/8iTivexOI76vVh++ZbM0P7WM0D7rAhO/evlqPwcJ3z4Z2VE/OTkovx8ecz8fjnS/LjuBvf80Mb/EsHg+M2Jfv2b6ZD5tNEC/UrhAvy52o74uuN695q3qvulkez6hH1C/e9I3vwwJ6b6QjcE+qasiPzriJb2kNUq9MAJ9P1mYAz9pQ1u/i+hoP3a5Q79Gzhe/+LyYPcaHBT6pJ0A+tVdMvyYmjb7EFqo+sovBPu1yn75U2Eo97qDVPvpcbD+tsJs+hitQP8VwAT+g5fw+AFKxvv5SQj9SaBc/WlOiu22lqr5mvxs/uG9gP6X1Uj95RF+/ToAvPx0197xJkla+H/w3v1vcIr6J4ba9xJ4Mv0StlDzjw3Q/OEzCPfNga79QAX0/USKSPRT0vD5g1Xe/TY8PP2KSHz/fuQ8/k3daP93ATD/Uaqk+BnNvv+N9vT4ADZm9vPtsPy436T0bB38+Bukmv6N+/D5i3CO/fEkwPb4E9r72fBm/fnBtvqawS79NqW2/ncVAvqkfYL8pbIo+BOEqv+Jpz75oJcq9p0s4Pzt70T0CTmw/FmaEvs++gb4i5A48ke3MvgTzbL4K4Cs+iirUvWjMDbw+8EK/bGzlvjFbBj55umq/Mdc0vyK/B7/N2WA+2MeQvvJpZr9fkF4/Ah1pvwo8U7/u8zU/QOwiv15iOr+pEfY+2hIuPsuE+D4R1g2/Aby5PrdInL6YyGk/PhsEP/FUBL8uMvi+inWrvnXT6b6ySqc+Mnh+vwSO+75A2H0/lvMGvnHByL73ELI+o4f7Pkjeyb4k6c4+lsZ6PxqkxD4XrVe/bIqiPuF37r4UYVm97UpqvhZBeD8A+2I8SjY4vroCZz+vyVm/ntpDvihjGj9sWmg/XwlQv/RHij5ALfK+3JpqPwx9Pr/ORli/mlotPhoHQ783qao+pIrFvl+ocr+v+Zq+7f+BvotF/z72tAw/EEDFPR+R3z61XXw/4030vvp+aj8d9Cq+PkqfPpPu1b6UjRo/oJuTvXjT+j4aPF8+bQu1PtX4Gz8Z4u6+x8+jvsVyx77NyfI+1/+PPkWHe77l0xo/0lC/Pm70d7+B+LI+GuJ6P2UG3T5zT1e+raQrv1ZjCj+Zr6G+joMoP4IfBr88pQo/b9Qiv47utz7NnXW/iaePvqul2L77y0u+/FbQPqfgUr/BJuK9dQKLvTCeFL+mutI+jq4Qv2m6cz/bCyi/OMtOP0Mhlj4ewxQ/eWi+vhIntr53jTq/G5p6viLaKj+aIJs+5d0Lv/SLmz77N00+YZ2Dvj5sfD/2/vO91qgTP1AIQT+2PTc+tZHEPvN7mz6lRTI//BpPP+1qVD8dfzc/KWawPhL97r1PdhS/ZaQQv6bkND/6KDm/Sa0Ov51hIT617Xa/+wtVPwBbBT+i+zI/sw80Pkm41r65Tlo/iO8fv3mSpD6kQU2/HwLkPu/EzD7ffu++S+XQPqOc5j2eXUI/SwTjvgWK475h75W+f8f4PjKMjD6RRrA+qC11vzpJTD8e4SE/5dgFv1T1TT790hu/IsUrvwCwur5ealC/TuMqvxUoLz6+oPK+HI5SvmP7rT6kFEc/Jpa4vqgxTz9kYdu9QNVavHNCcz/XGzO+JctRP4OnfD3EBiu+k39yv4vlgL4Jp2a9B0W/vk3ZHz3GFWo+FhFxP3NdvL7+KH+/JRfQPsgsZr8faDS/wlU/P6KdRD9Chxo/+92kPqu1dD8wxnu/NV3wPvzlc7+T3S+/jfGgO5iDCr+P7Qk+HKorP97ckL4tM2s/32tCv1kheL/a6hk8DLSXPnVeoj6/M6e+Ich0vxQZBD6F9SU//QIvPwg9JL2gqke/8Fgjv2b6Wb9DchE9dIpAv3sgqz3gS+o8FgwVP7oyHr/d7Bk/NtKivlFanTt4cUa+8RVivqpcVD+Mm5G+KWAKvuakML1Bzic/sGAnP868+j5PLCI/ujrIvr4RJD+C0DU/DeVjPgQtRr+4gHm/tSIrP5u+Rj6eLSA/s4rsPqWrH71wBQg+KK1JP3SAmb5O8Iq9NxEgv6g1IL6ZabQ910LiPIcuFr/M+2a+GKexvY5+XD+GZba+M3oOPh+/rT5C8V6/r4YjPx/+Rj84Miu88CJYPwoyZ79v9pS+6+x/P/NsJz9NxgK/NGkCPw3J5r3zYFA+jmlCv1kNoD55qOe+9+PDPJ583r7C2AG/GMJYPciuQL9yBgu/pAUuvwIdJT9I+Tq/V5gPP2JDDD/jDjm/ZhoNv+1/Wz99Mma/ksL9PgzGt76HxgE/IOXIvts4JD7K5hu+naWyvpcs9D2P0os9VnayvR9cNr+cRhK/4VouP5/GBD7SiWc/5DwmP8FIlr4ImKI+Wsw1v8MsSz+OcGq/FJZCv2t6bb9bPBE/JBZAvnqufj8ngnc+0WW6vg85Cb+nA5k+md4jvpJnIj+bpkw/3MIfP78BEj8HDy8/JuDIPmjSdL9Pv2s/eQk5P01DcLxd+Vy+UnV3v/NS7D5IXWy/AajRPqZiCD9Ihh0/CsP4PomRLr6bNMe+vskyP94hfT+NIPM+C6sBvwHbF78iYXG/pGJpv+QEcj+Mqre+TNqxvpVCEL/H1Mm+ZUkzv6oHKD98Ce++5LQUP0bwYj+lj1K+l50JP1QHL78AC409MvwYPhGbVj//r7S+aJd1Po57Mb+av00/LGeHvYwUXL9QbnE/mUvoPaWH8T6lyo8+6aUsP//1Oj82fGM+JsN5Pm4CYj9Orlk/q975vrGsP79NQDm/pEF2Pz95Ij8zCGE+yjHRPvkbNz5dgPy9glsevnVGBD/RIXa+WMiePkv/Pb4vAM6+pSYfPlNshj7zfm4/HoSRPtnJIj/7QgE/ufCbPl1DQb9vHkg/kaicvrYqBT+0rnO/6vsQP9yhKL9gqSK/CDXWPKfZWj5OusK+skb3PiU6Zj665LC+ajDsvppHFrx1I+S9J+/8vkaPnD0ODG6/Ysnhvggs2D6HyZw9Yqw+v3Cu/r4M3Du/mrYAP9wiFz/Nz++9SBsqv7UCUz/G6Zy+2oiNPhM//D6+tFK/AhDSvtuvP7+oKJe+NQw2vgvPMb+Omee7GO6BvnlWAL9Kpji/VixdPzZ8Xz/X/qG+945dP3e8pr08Lyi9FpFTP/7L3b0z3jQ/w5UPPli/vz4MZQi/CBBNPmw5Zj//k0O/MWVDPsCaB7/300C/I6/WPiVH170fT1a/D1f2PjOThb6XQ8m+tdWFPqGQST98s0O/09UIP8k9AD9Z2N2+2KEDvElW/72nTiW/C85HPt92qbxz9G0/ZXDHvk8B1T7DR5i+XAIoPt20WL/N3U4/xQCTPjQBAr6cYIA+mPTwvXRaT7/KBYk+f4R5vzTsCD8d8ja/IaB3v+bsa78VN1a/EGmcPh/XQb86aBo+nF4yP5Tf2r00FEi+lBb6PikdOr/s60++YNNIP09cfz8zAiI+xLaePvtzEj/m5T++GxRrv8Qbaj9sSxc/G84IP8ZhFL629wq+6CQgPzgeDb30fUg/gg7EvlypTL94v36/VjU1v2StAr99sR+/f8ZAP1og071Lki2+Dm0XPCKKfL8PalS+yJ9jP53Iw74DHOI+BUbIvvVc1D4VVsq8veWjPui2Rj3PBDG/cBNSv1NeOz//u/Y+srhAP7DmBj8CnnY/WO9Gv2Qkub1ckWO/MIdWP1VITbz7F1e/APdlP7UbZj8st5O+NmHEPvypfj2Uyne+wj+7u2ft3T3aBDc9Mou9vNT87T69uZE+ajtDv2IEXT8hpdw+1OVpvoyTOL+p5Gw/17p8vR/FcL+xI0S+tzKCvhcFbL42ETS/QAtAvvWSG7/EpLM+gikRv/SYtr5DD8M9dJpkPySEqj5IhJK9UNIJP/BXmL4kIm0/4X8VP3vUpD2mMNa9NUouvrpzGD/WlJY+OdWovlUGCT+wK5w+47Dkvot3oT4u8WM+7ebGvimi8r4VvAO+2CE9P2QXYb/gMXg/XSA1P42eFr8W9Ty+KsaqvYaZkD5Nkj4/D5sPvRVnCr9QAIK8upPIPit2BL5EF9Y+UY8jP1UkuL7UdB8/y4ASP3aqK792bFA/SGDyvgjZ7D7Bnoq+W1fSvh3EaD/cNx0/0nINv8lx2b494QU+rcG4vsHwML7owk+/ZmmgPX0YPr8ccFe/O0tAv6P3+75EHx0+OvZNP6F15j7d9WA/E2kav1tyVr+RlNy9tb3dPtH3Jr52Ldu+f/PDvi0RTT9mln+/I1wFPqU+X79ZQYe+rO9WPut0hT7UqhU+A4yxvkc9bb8LqFm/HkMtv5OadT7AAQo/hM5bv4XQfz9iPUy/sN0Zv/djXr55eoC+aQAfPqA3Wr4prMa+oQ2TvhvgMj9ENsm97+GlPulK8j7ELr4+uScsvnXXiz6ndWU+STcXP5bEUT/vtgg/UmOkPkYjYT7uVwM/7ARzv37CUr8UsCs/YJaKPlmjVD8oMW+/0XRlv+F8Nz8hSHU/MCxtP/jjGT+PJmo/KOIEv7ASRj6l33o+1ByPvrM+LD84dYG9EQkQP/+OlD60V1O/JI0sPlKQsj5q23Q/XNM9v/HrgD7jxiW/2l/tPhbxqz7mmdw+9lMtu3NEdr6CYP4+EuYlv91qsr6PxVi/eDltPhR1Rr9EKkI/4OoYv80I2z1iru2+S54SPwMTK78o4mU8M0vMvHJ5s74fhy6/ph1gv3El+715pBm+L02bPmvpyr4ytna+f3NrP1SL0D4c1Bc//zDPPYi6Vz+MPJU+T0ftPoEPi77Obms/rrf3PSrLGD9kAyY/VKkwv7YD0763C1c+Xx4FvzbT2b2GuGs/2kM4O2G45j4to7k+JNe/Pp2W7r6CjQo7+gw2PjfaVj8KDGK/z3tuv5c4lb6GpRw/BflNP1d5Fr8w4jq/nIVaP9eHx71Sgk+/1Z3Kvjwj0zxTAzw/UNC6vnKNAD+5b06/rf6sPdgWf78BXUK9kUWpvj08Jr+Hzh2/6ioDPyPYFr7cOCu/E1nvvi02lT6JI6W+F7S3Pnu3W787D96+1+0Qv27oIz/M4jQ+jTfPPgtFwz7ejk6/9oS6PrmYPT/TF10/BAOCPst4Fr32fKe+1R+qPay2dr8oYoE+PR1rv+WQUL8F8C4/Vh6+Pja16r62Twk/0hVNv/uR/T6PfGc/TA3YPj/Hlr3trf0+xeo5P+2ppz45t/c+U+0Gv/bSAr00pS8/rdNePt2zu75dY/i+PZUbvu4x075Cr8q9omczPwXwLz82gFa/LE3GPbo/LT+hvCi/oOx3vwZO+r7/Al28bqmnvj0DYD/0tXO/oLhSP3deIb8IhDg+5Bc6P0L2hj66wwW/3ygZPzjlHj9FP0s/WQFTv9IvXz0lPEK+9s5PvxLYh77vFBs/NkQJvxJ2Db/fAiC/jMOhvrbQfT9Xahy+4a7tPWQuGz2yt1M/55CSP3KGkz8ojU0/uuGJP5b5cj+rtZI/Nbh8P/2hkT9tboY/3GpdPyw3cz+TVIU/GPZMP4IXUD/he20/rqRjP3cXjj/4y1o//qZtP+jmiz9/OWY/TOxXPwu7YT8o+E4/kB+OP4VEkD93G10/a3yMP8KLYT/0nYk/MD1dP2brrr14+cm9UaOePZYXu71Ywak9aijhvHjzRT1+LfC7TKPMPRBACL3ybTE9+uKcvVLAZb3+GdA8rp21PVCLI72onMk8QkcDvYS6yDs05oI9uLM9PRXPlT2M0FS8XbY3PWWlWb2b/rE9Ml4qvclBGD2MpJK8BuKbPFx7sz25IJE9AACAPwAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABAHMYAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAACKey7d3WbvaEaAD7ZurG91pOqPf6ZsbvSUjW+o+vavZ/99b1PE0i9UlowvedwNr4jb2O869P7PBr0nj3rQdA8mmACvg6+Ej6tx++9eDfSPbsmLr5B2I290WYoPoKYjL0ppdE9ixe2vaUEyr1CR5g7iVnOvVRN970eElS+j1pGPqA7jryS6UI+tS6dvRlwob39PIS7fFo9PurA2TxYM3U99CGovQPagTwiLlc+yYAIPi6Usb2+MRY+vP/nvYZOgT19xyA+pZbRPQ6XTT6zXl2+zLxEPmRPi73PJ1k+L58kPnH1vr18+fq8mIbnPd+bVb4hReU9HOJavNg/qb2legG+LvgCPtPTET52JzC+o5rRvSd+y7zQRx8+t3gxOgTbrrsQr0c+2ufKvKeAQj4cpeA9Wb20Pcgb6DysIv69l366vVmRWL6BBU6+J7JRPnN7hb3eM7s84uJGvmIi5T0sTV09xdm5PQFyKL4/6e49oV4fPmXfCL6oq+k9o1AvPrhde72yaa883QkXO3gIjL3lypS8hmlRvmQcI7wuw4S9UD9WvpaDmb1q7kq9a6XxPerVer1ZTrA9uYmFPfHQM74i36U9fbYcvrWASr2JRws+gkArPvWaGr7IQOs84vtBPAfo3z1aw0C+xEHrPbsV072d6dy945TpPUnRTD4yPu+9O7GwvKkE0L2sNxc+3zuqvRsGRD4nXaw89SvQPDep+T3Pah6+e8XnvCBrKT7oCku9XIRGPvk4UD496Ym9KbNBvmJAGT55gUM95deMvYpR2T2yUxU9+bNMvkOUGb7BKB++pK8QPsDKFL3sIyo+xr8TPOSUTD44Y7e9XGcOPZc92zyWD128AYINvrI99j2jqVG9LvBOPigyh70O+ec9L58NvkTQLb5OtK29L/ojvv8nA77uCDI+DgHPPcNBWz66JcA9qWgGvgVsrb22Dde98srVPQkbLz79Xzu+H6VZPkIKCj4xFJI8Z8wdvrUbHzxzF0A+YDWMvau6vj2a2B8+aGEtvp4mr71u/lg9ttp5vMIAxL2swlc+bKc6vqG/Jb737FS+1Gu7vXw7G73YKIw9DYwJPnziHz6TnXy9U78rvvoSU77luCg+Y13nPd09cr3dq+y8pjCSvMYRQr7l9JS9y4yqPKd5Ij7LCx0+Xav2PP3aWr7UfgS9pGybvOq1Nr4+6Pg993UlvhPfED4vZCc+2K3TvT/dQz4ON5Y9RLhwvfsSVTwq9Za8eRNDPijSID079o89y7IovWzR3T0Z6q69dKBgPauUET6iuEa+Fk5CPtavU702UB4+YS/nvYHes71c8F09m77wOxirVT73YTU+uTvOvIacPL4Nh9c7zIEDPtFINz2o4ZQ9feXtPHzGVLsX+g6+COg6vfr2Uz4Ojbg9oDIFPrSAhzwQORI9GXyeOtulnj2X0Lw9UZXrvayt6z3rlU8+xdQ1PVuXsbzfm709KBOJvelgPr4gKg+91usYvAr7LT7acPg8rjfgPEKfJ74ibH09iUtIvr2wWT7/LXa9IVL8vWkYvz1pVwW+jfRfvXMTRD5TIbK92/ptPWTTRr74Coo8EiEYPrXSWz7oAUY8Y9Q4vspLBD1MXas9is3SPYh64b28pN07DKmFvQ3pC7xXniM9RI4lvujA/DwshX09HWQNPi86ZT3Fv8w9Dpg6Pl7Z8j0yOyc+faAtPturWL3U6Zs9i3U7PiLsCL47508+TZJPPj6TEj5hih6+vNQ1Pq8nRb43Dte9G/g3vV9+xz3ZAhO+0wdWvlOdGr7toSC+vpO1Pd5tU75TC9a9tvJHvJhkSz5qN1y+8X+MPStPNT5J3+49KZq7vM+BN74ZpBi+otPDveSqKz1qaYi9DHasvczLH74OUq+874sIPuj+0ToqEyQ+OstAvrKKgzyy6iW9rMcNvnW2rj01lxe+HitPvvhaqr0AIL29j7tSvkRxFD6oyEW9/KUVvlcI4T2i/V09GbNaPPTB/jzb1Cq+wpECPaS9SD6UO689KBFBvfTHVzy5hSi+DxRkPTEw4rv2CDq+NNSkvIOhKD4rTaM9MnI1vtnHIj4etps65VUCvWa7qD3KDvE8vowCPQ3z7bwYMg6+TLmfPWCwybzza4U9VQCwvBl4sb08k7S9Uk0fvqZEtb3txwk9t1EUPhyEW75QzdS93ocMvr0B0j0uhJu99evhvavLEz5g2m+9dqsPvl3MEj7I50i+B+ZJPVNnqT13oTK917mXPcKCNL6j6yc+tIqAO6RlQz2gIgE+cGQEPkRkSb5pjtc9ZX8GPi4Sjb2qOqg9bWcQvihoCD65CLU8qL+FPCgkhT2gJBI+Cm22PQNKNb723689IflGvlvxmz1e5tA88cOnvWL7ET0Qc/G9eL3RPQyViD2DXTi+GRfFPT+E2b14uEK+h7kyvkqoLr55tVC+qExDvnEPwD1P/UY+CC4fPToj+r0uwm89uANHvkGMsT0Nmh++AA9JPqthCz6NQuY8NKKDvNTVZz3VwNI95bI4PoB5jL3wrAs+kfMtvmPvqT3tJAO++oucPK4EzT11Yx2+vj8bvVZUGj7qKEK+0F82PkKajbxj4Q+9//0Vvt77Bb47Dr29hRNaPhCdpD0XeQu+HnfLvaiMTz4f1la+QznFvcwyLL5nLxk9WadVvIwSXD6q+5A9KFhDPtLgtT2+okc+jPqfvQ3IBT5YydO5TyEUvh5qljy38Qq+R2lJvjhLvr34GPI91xBQvAVpUb5HPOS9tvIrPZjilTtMHSC+lS0zvs0iLj6F1yC8JexFPVrOET58lEW+LXVPPipQNz5ZGk++INYTvi+Rnj2VEqg8T7AxPqDTvT35Xhw+ZXYaPi0vw72YYPw9+ppdvnAPDL3p9Ei+/mFePYAZMz4OIks+uGs7PkMuJz7PFhs+JcMevlpoRr6c0Yi9TnWEutfR0T3o7i4+Qlk1PgD+6D3gWVW+qo3wPXmNwjt5cZI8aKWxPFBrEL032Qc88f8GPrueJD6mjDo+QxaNOni/xj2wmJS93LRNviZIV70zLDk+uSkSPpEc0L2bD6M878E3PjDjUj5h2F+9YticvfYDUL2yYCU+oFUIPS9nhj2ZWwa+0mhWvZ1c+zziFJu9mAusPbDqSz4hzU4+IfwePpRkIr4qHKy92XYZPnMImLzYOs298fQPPi9v2L25CNc9a94iPEQn8b1YJkO+qwXNvbeUeT2pOz+79YIwPn6xHr4ICKK9w77vu/UjPr6r3T293qw9PuCHE76LgJC9CJoRvlF4Wj7wCvo8dbOkvVaOFb5tQFs+Oo2QPXpg970Bdga+mD9Tvt+p2b37BAy+alLyvWgNBT6QYVE+6S1VvJcpEz6G/Tw+VHJXPuDiLz7/9Jk8cwxxvRl8tb3OFv696DxSvTSBGL4RYQS+EnwrvtMkOb4kU5a9x2oZvg2BPz5V7Ay9WgQRPiZtsD3VrtW99O6DPSWWwzyT4lG9IuI7vaevQr4gwyO+SndiPTxUHL7Tc6a9zkbuvbYHPb5iDUY+M/chvSZ7D74ZkXK9HTkpvixYxLzSgGS9HvUhPcutNb61F4E9QnA6PGXK7b2Q1Wg8sVwuvm4Qiz3EvK69nlwmPv0JNjxMO8Y9opk6Pgousb0f5Ru+jGC+PfAPBT4p5To+FsnqPXS7fTzr3+A8knGmvD7hFT7w6fA9Pf1OPXaIAb4g6Mm8+bUdPn8eXL7R7tu9WFU7vowEWL3R51I9mcE+Pl1VAz2k5QM+07dCPhdwAT444UM+Cn+tvY/WOT7O7OS9C1ZtvTinM74NVZQ3GfFTPp9BW76AB/69knxxPAmqND7el7K9ZjqPvYv+Pr5tqzS+VXFRvYnWhDwHf328PgdXvcP7ET23/Hc9lhcNPjhW2r3wgRi+sb8tvdvqjD0pzPw9y48AvvxmEz6jclG93FpOu+1gVz40qiK7EJMxvk/n0b0RjAY+apfuvVyCjrx5ZTG+of24PWhqM7wuxPi9EfcJPksIsr2RPDO+twTUvSHsajttdTs7CIQLvmTqUD4yvjU+1nmMOoVLHT4cb7c8IOm9vKO5Ir40vME9Ov3/vSveDz5f6eO8XfWDPZcucry2f/G9bDI9PsUHpD3fAgS9IZ8NPrcDC7519A89ERrSPQcMFj67GbA9T/MSvtDjQr4Bhe68+ZAqPh4qEb2zlli+FCspvqI5kT25CRe+ZVl5PHO2SjwQA0q+232jvVEuHD4j/hu+QMIovm0ror3L1d08mOo4vnKNUT4PjAm+P2IaPvIPUT3EcD29VFNJvt4YyT0tC1098MZJPZws47w/3cM9Amv7O6rLIb4M7eo9i0gkvZeRTL61bQO+KaTtPQIsejwkrck67/2/vXHSQ75CNJ47AvutvTZcWr5SazU+1l4tPgiAHr60zM08H8MbPrT7QT02zhA+gbdTviwvCz56oek7db0qPiNtMb5uxEq9dPEyvlquLr4wJic+YnBNvrBaWL5+x5a96ITcvSmeCT6cZb+9xPROPsZPXT7hogk+QKYcPMx0Aj45rUK++aO/POZHIL5/vcg9YIMhvcQ0xz3RNEo+w2QTPPtwC74JCwu9f7aPvaaEvr1+sFi+Wlo3Pts/Ob4xpHG9unUxvotdJT5PHMa9X0eWveT9UL7quLu8uehJvkONVb6TzmO9yhP4PLL4GT4SByO+qIYlPlr/Rz633949TuV+PbiQLb6I90O+wi8QvmUuJr0wN1o96sLnPbFpGDyNP5y9NYETvlX8kLyHoD4+/hL0O6M6Ub3Indi9AKvDPcMyHD4jsA6+wdDZPUD8Gr7DTDY9QtgcO55P5rxW3FE9pXsPvlTHTj4vTDw+ozZbvmca872KRoi9/6m0vfLHQL7A+MA9hFAPvtQNPz4A1i++1t0vvqUN/L0UDSO+/GDtPZlAUL3mYi4+VRkCvtzFkj3B5Uq9K5aFvFlr+z3HTwY+5fVSvV9rPb6QA1I+zPu0vUDAEj5b7h++r6WBPXwCSL5AKRW9KdVCPnmRJb0L4eO85DIwPiiV4L37Zj8+zsvzvSaNDr7pyz8+H4QtPqs9Bz6R0lq9WygsPp0lIL6OX0U+U0B5PThzu73MDe+9og5aPpVg2bxGoTs94qhDvLtQRj6tWq67wLCQPYjaFj5kFuK86ab/PbDU/73HeAE+LLgYPm28yb0Kp1e+CTgvvtA3lz3OwPC95mUJPZnnl73/IcM9ADSrvRuQGb3Jnxg8irEQvq9HxT393ru9Dp4CPsydBT5cX/k9u2U8vTq7DT3sZIS9voxSvkC3Fr5YIQs96kMmvqPmUL3XsZE9DWmuPfIvQD7v1CG+xkycvaYdrbymc+i9u1o4PhR0Rj7VMWk9Byfyvf8Wfr0xRSa+oCpLvlW4BT42sQy+IfMRPlmXHL4e6T2+EnBXvgANdT15fGC9E70wPsnHwT1obze+WUZcvkwcYD2TtwW9Bjp+vWB6bj3ANkk+Gh1WPcUrR76s+2i8UKwVvUestz1vL2M9c4e/vc4EFT280te8OMkivZy+E71I/D09TrJ/vGPnuz3ByY69JwSPvbo8Bz3KRy883bcpPQIot701xjM8CowcvGskgb1JxpO9sSd9PQxpk73BoU+9VrtwvUlcKj2msqy8Yd4NPMDhxLy456q9VDUxvbuFjD3DehG9YCm8OtB2IrsJlgm+U6cSvhkvjjzE+Aa+1J7Tvc82Nz6DkRs+cMCLvNTsCzyFyT2+MMnXvCFAG7755YG8XzJ3uWYx+z3SyLa8YYvVvY49p706Uw2+z8v4vTXID77igZU8rXg3vi/AB74I8LM87vaEvfNvkzyB9fe9Lx8HvOsNWT4s14A8etnfPcHFKL5QVqE834q7vXLIoL2UGEe+PR6yvXw7lTtNhSE+3+9UPh4H8j1f73S9WYcqvkSVyzzKxey9d3miPcyzPr14hrE9NvNLO7sbJT08tDm+fahRvndpmDxnppU9x1cQPkXyBz6MLVu+0t0HvjxJ9703imi9wgrfvDN5lL0l6qO6VFifPV7JAr2/kEG+q03WvVeTxz3Rozy+Xx+fvQvJuL3QH+Q9s3XivIPr0Lt7Pic+790yPYDJlT2hmcw8DiUGPqwOf72vQ12+Hmc8PqBiAj7U+SA9VStFPrmfmz0PobW9MqtfvYpE+70uq0Y+tvdxPJGaNb4u2is+zIO3vXrcHT7zBvK89LQLPgmU0z0NbRK+EFk6vrDGlD234c87+IhIPYVz1r2Zlc49td4NvvGDsz3gIz4+/U+QPTr0uDscVMC90dwovlhvdD3Xfqg9wVAsPkkaAr1etLG9hI/WPTTkxD1qkfO8aFenPC5UxT0sZBU+2oU6PBBz+DweZzI+Z+bXvcicT7406jc+ayTpvdXPVD6siH082fg7PqYmBL4QLQO+5vt1PQj8Vj5m2ls+khw8PhW6lr1YOmA9EyvRPKPRyb2NIeE97tyWPSByFj4RbCK+ANiyPR6SzT0kXii9gQs2Pra3pzuGKfs9dfCgPRNMjj3Ykg0+6aK3PeDpCT5Z8Q0+5Q0VvhTypr1GgtM9L6BnPTXvRT5OdRw+TvQxPDH8Tz5DS6W9xMGsvWZBHD42VXQ7G6QQPosbAb4CDHi9ZRQrviHsuL032qk9D/3/PalkvjybICI+vVQkvr4jXT7XPNw9KctYPuT4wL13+hy9miKJvbGDQL6O7py9CEyaPXVrGL6j5Sg+IkU/PnVe8j3/8jk+pVEcPusRLr4WiRA+W+xTPhHJHjnn1AM+FlhMPi+e1DyNpua6eTvfvbRMlrthBkg+yBNNPdF9Nr6pn4I8TYL/PQP6D715eCQ+oLsPvnmxGr601XG9VAE3vY3TGj1F4hc+acX9ParvHr6goAK+sEEivnVGSj1bFQO+3SuNvTe/LD4Uqtg8EB+QvVyJvTtd/kQ+WK4JPqqzSr195DO+5TVCvt64ED5s+zk+2bB2upBiL750WYU9FXCpPRvI3DzmpSO+OEfGPZsB2j3nH5u9EkddPtEG7T2J29E9xJpYvqZdvD3IjfQ9Rwg8PvWMPT5xIb89JfuPvZf4HL7NrLc895cKPlhQ7z2+WIa9yt4kvQHvnr1pdkQ+a2xXvnwokT3J8RI7pJWYPWWVBz04GVK+iYmOvQo6uL3Y+iK9rFQLPg0lUD5JilQ+8j0OPocVGz4/vHU6b1SAPSyxW778nQQ+gPD4vdwfBT4i88M9WLJMvgouPj4soNI9ncLYPY9RPj0WDl+8kFjlvbQ9xr27yA0+uYiAPWaB8z3UzhU8Rv4svoAvQbyYKvE8IKgpvnXdCj5Vrow80S4jvmN1sD3FbgG9YjuHvTR/Yj0GPZ09XqO2PSzEG74Yfla912w1vjIXgr1aJ0Y+EKyiPIRjpz2JtqY7HtUNvenpQz7oiCS+PDzLPFtxUz6gsgO+6lEIPPqY7T1hj0u+8DxVviLGZz2fYUK+IACUPdp7Gr5fvP29e48PvvgL2D2aOg++mJuvPTOAg72r8XW8XO6Cu40+SL3dOGg9L3IpvHVCpD1xJ3g944shvvnFWL1yZwO9b3gfPY/vEr6KAyC+YLKlPOxcPL7k1ym8gxWKPVRJJL2fjgs+7yggPrYpFb4Jm7s8T6WYPQv8tLtFh6I7+ZTuPK/k4bzh+/S8IBbFuTTP5DrJAEO+DRsRvq4T6bwWGQ0+TvSzPdg/sL2JSiA+xAfQPTJqgDwSkhg+yvi1vSP/Ez4xyyi+xX8uPvTQUT24Ihc+v5D0PH5xVz5mF7Y8eKbdPC+Vpz0K3c89dtXYPXmFLr4JaxO+2k74vTvi6T1rzA8+GTdVPsJyqT01kKM9284yPoIBuD38ilI8X/0FPegiRj4cA5g9Yj8MPqRpXL74lN68l4V2PJH+3D2opxI+Xqz4vbAxCj6Ik8Q9iVT7vRK5Gb6rGdE9Xo2svbqepL30eue8EdwLvp846z29HkO+iU5DvhK1sz0Un0c9nX0AvpLNwj2yLRw97IH6vIYYsz0I+x4+f51BPqJDqL3gXhO+TocjvqTKlLv4jNE99oaPPdVi6b3N0hk+X/OHPeZGOb2zcp890zYAPCrr0D2uwDK+JZDsvYJzVj4HcEG+E8EuvVxl273roxA+Xp+2uwd+UD6PzUc+VIXgvba1zzoFsl0+/+8VPu9bS75W/q+9WSEVvTAJEj6PdQM+acNvPCKUuDw+MsO9h/PUvdg+Er15Mz48It7XvZ2VjD1TbUg9lQbvPVGsZzsKQbM8D2luPHObCjtxpTK9Nin7PWmvVz3n+7w9PVt8u6PoqTsyRpi9OLROPrKyHr5nWBu+2kcYvszOcD3A+T69DelYvreiAD6Hv2S8BajSPcT2+DyNtHm9LysVPJYC270PZR689aLWvWx0pT2oDVm+KrRYPux8eb0J5pC9oScMvlvtNL6hJuU9AUMOPv8lyT1esjA+98YkPjdwgz2Ysze+fKtYPmlW7L0LWng9JhOwO7o/B76e7Tg+Bw2IPb74ML32xks9NXwdvZOeSzwlc/Y8ZG+uPRtkWz4KOSI+9umLvBnqab0mCzy+czqePc0doz3Lukc+vyAtvhc+uLwjCds9dJ/jPGtQqL3aMjo+UFlXPrn0ODwInVK+Ek4IvkolM73aFUE+IU+RvVWIpT3sMxW+gvCOvXsslj0QSaS9mxfSPPTkgz3Baro9F/AmPjZjL76qzD++56kkPgGEkD0G9lq+e+JYPh7CLL5K8Qg+2VWGvVHLKb7WCSm+ZqE/PlhxDz6Kixk+E6lKPn8VA76Faqe9/oEYPsOUlb1WsFE+4O64PXT+Db0sTUk93BMwvvHJTr6PVl0+0OmRPWP9mL1N8S0+MDiOPL1lQDtEoXg9RyxdvToTP71kgly9s9rwPV/8DD6ePWk6nntJvfR0Hb7LYYs9heMnvqbxVD71k6q8KODQvCeGDT27PN27eGSAPcBdFL4duQa+oqcVvq98Sz5acoA8PkgTvupq9r2jJ128s32cvftIGr41P0w9hQKavLJhZD2WcQU+km1avkj4iT07IKY7jb01vQ2KGb7d+PS9CtBUPmCcIL3U1mW9jClhvUPoRb4En7G9IxiqPFuoZz1N7wA+lKYEvjonuD2GJaO9GTAoPohLRT6MS1s+W4zkvTajJz485hs+8H+ZPVC5TT4K1g2+oH8pPrVoRTwluwA9rY7xPRyxIj7yRVC+4weCvd7GQD5Mgay9reBVPqJnJr7V5iW+nRr6PFsYDb7sSjk+rgACvoMFJL7FyB09db0Evj6eIz0oKPa9rzPNPFHneryO5G89yIRTvcdNtbzBk0A+Vn8zviT/nD3Ujx8+ixoUvk5Clj3MadE7fJQQPNNx8r0CzQ6+dQgKviM1Lrs933A9/nCJPRtTVD254gK+HWeNvL/DAj733Ea9/v2FvULhw71VxA+9kzM2PMWsPb41zw88BnE+PhRpNT6JLHE9WwgKvvNOFj7LSEW+cQMMPtDeKL4/12U9TJ9yvWpIHr4dffY9TRzaOw8slT1G+9U8PeGoPRZuXb4l9g8+zzRcPLR2OD7biE6+0JFZvtR5Cz7A1au99u8nvazMNz52zPO97mKlPcw6rr06GKE8Z4VUvjUhcT3tG3i4hKYCPc0FTj4Vqcc90wEAPqcgOT6kxqq9Iy8OPq1aWr6rUkm+SjA2vntEAb0ddw0+8yibvZj+EzujWBc98bQlvhIyuLwzrFG+JGQ6PoWDLL6aFcC8h2g1PqBD1j1n0Fc+9FCQvIegjj3m0u284ZY2PgdEu70dduu95gKePUS4Tr7M4gU+Bd5WPYZKp702dQw8witsvfnqC77JDSe+qzxPPVu/2D3etY89z2qbvUuZwbzpMUe+jkdSPq4pUj07GvS9enZDPs8cib3q0fO81nFGPiU6Kr4u+aA7sDwGPgWXI75fYfC9n3crvYD1m72wpTy+qpTRPZDEgj1Rmo69EbxNOu+7AT6Kakq+2ciOPUW8Tz5Sw1C92xvDPRbW7r285uQ9rIMLPg6tOr4xXta9qoAqvhKHpD0Byeg7iGE8vkveqz1vUfg9nHUYvmerGT7Cgk8+n2NUvm1Rur2eEAs9OUXKPSTJBb77pJ89gchzPbwpOz7BmYW82OFGvr/UKz4USQ4+0BwDvucpFb6M7ii+Cl/jPZ8MObwj2uQ91WAYvtK1UL4lAk2+GRwcPpF6OL42OwO+CRCLPWWfEb4kDk6+QjrlvWbIUD6/jpo99gxbvVfkAL6cwAQ+i6gTPm/6EL1YWBu9846xPSkFOz56I9U9HFehvRx0pD1lPDI9WlGXvcrtHz4eGBo+uBFwvfcmm71ANSy9uikzPtzSND6Lzq694MnvPDLXabsVDmg9RTJSu4tyIj5lCs88erE/Psyt5Dw52TM+CsNXvsNqUT7RHdu9SgrXPckpW744nFc+QtqYPXgxhDzb9Pq9xHEEPdFeFz7eQ4i6kj1NPlGOprq1sEg+VZ01PmsSK76biNY9MuwEvhlbhb2err29WJyKPeYQ8DtS9zM+M8wYvQgRWr417Fq+ZAQ2PtAt471LzFo+xBEtPnNoAL24w0i+A6JwPB1N3jyru0w+E/6NPIc+OL5Qgie+YMFTvst/yr2diDA+4VcPvuZQhzy7EkA+ZPNJPmFZKjvrSt49rM7rPeJy3r1JL7I9xwo4Pq6cxj2e93O9q0wqvhsd/Ly292K8jLqhPKZjxryupYY9XvFovb/ylz1WSf67AFyBvD/CP76+YDk+MG0+vekorr2QQQA+38ZNvgpdsT3v7QI+HExGvnIXVL5bWx0+ZHlEvte8LLymLBO9CXpYvlLRTz084hq+DArxvaUF772YLhC+6460vU2ZHrtb3a09Zf86vdsjOj2ikBC+iFfEvDZaPz42Iom9OOpAPh3dPT5JaaQ9Zu1HPeeCBb5ZaNw9SXhRvQhdxrxdmQO9m+cJPi4YWb4IK1o+k6QhvnkAjT3bXFg+Qe9aPu2V8r0/Kkk9Nf4rPhhbND42oEM9bl9MvrVROT7dvCM+lWpUvmQGKb5tTLQ9GldJvtNJBj79W4u9nHmxvRL+wL0904U9M9qHPXdJtj15hhQ9sgd9vP+/Rz6dE7u9w0DSvQ9tzT3CbxE+rGHdvU3Hjb2xLSq+FsWcOvQMyDm5uYE9MPTDvPZ6Bb6TUdo95NebveJVBj1A3Hg8tmaPvHTnt73SQb+9oqpiPdn0jb135gI9IvG0PWi1tbwDryG9pG1pvZ1znD2n3ac92/urvGO3WLuf6bA9kk6KvQoNWTwSKMW84cimOxjqtj0Lq+s5gShvvNKGxT1Oko49A3OhPT9+gL2so8q8hw/pPLtxuzwmbQe+nyz0PVCjuT1+mVa+JTQ8Ph7TBD4VG9E9Sn1IPpnFTL4DWiY+vBVQvsqrkT2fMEq9KrFNvcTiTT1zpH49XNPUva6g4z1VLAc+NaIbPkVyjb3s9yq97DoIPiT5ULunVK29eoLhPUBx2j0o0Fm+/XeYu0f1qjyBTwi+788fvWmMTL7Lp109qYWpvQdTS75oLFi8YhDovcdVt72hKiu+cahRvvdFS7z010++W/NKPSirJL6fwJ0961NNvqNYt7wBXkW+VJ5hvCykAD3XypU9fjYhPnroODs2Q0q+2KkWvksQhbwolQ0+9NFdvfYgPz42iLa9cEYvvhilmbxwoHQ9fpPhvQm8Hr6U5i++TXIaPufCbb2s8A2++aBYPkZKDz6HroY9e4QIPoYEg7rdfbi94dAzPtlr3b1IpkK9Z6QWPuQ4Zz3mjDo+m1Ipvq6OTr1PcQU+IKGWPX7FkL1AGwc+IxKuvXL65L2HmMG9QIcWvrtGUD3WzEM+ocJSPfAg/T2894e95RpAPjZqVz74dgk+a3GrO3a7Mb4lomI9tsqPvaxYtb0aQRa+N9f4vaajJr72WTi8zf4+vhUwA77mvFw+Nck5vrN/LL5A26g9la8QPsPC+j1Blzg+y+E6vh6Z0j08/kg+qpwJvSD3Dj7DbBG+35a7Pf6uwD2Hm4i9tr4Nvh+Z370pTV0+4cX2PcmUwj0Pg449Kh0lPoRR1bye6g89TuVQviZoDr4ZSyU+kohIPrUiAj5RVkm+CxwRvu14sb1rYDU+nsmrvC6JIT5E9ee9tQxFPg7Jnjm3k8K9nedqPVRyRr6WaTQ9sQ7OvY2+ibsSZjK+uxknPVdVRz16l+89+QREPkf7l73U7XG9FLMUvqsOLr7Kvwm+gESCvT2oMb5By8g9PxT+vW8zD76FrU++5El5vOkeF74MeeC9COiAPSudBD6op7E9XeAqPr6hiz32ahW+0aYQPmAqS75EN0I+ORwLPvW1MT4CuY+9JC/VPaGLJ77o2zC+zwMFPnFWND60Ah0+WtgtPWpv1z3/LTS+LDQPPR7i3b083/K956lVvj4qyr076T4+SDMdPm1vgL3s8z4+C8ghvqMAIT6iyIE9vKsuvnOPG760ylw+ArNLvkTdEb6Sm6Q8SexEPkdgfT1lz1s+/8iwvaZsE74Rdyc+z/1Qvl0WKj7ODcg8gs95vahuA746RVc9vW7BvfhTM76TmEG+4yU3vqj4JD7owwu9E2dFvuneBz1htwQ+HnoVPmm73j2R3Pu8vmfUPRmBzL3+Lps7uOhfPWrRuj3YURc+gSvOPIyhKz5pji49WOIwPfWSVj722Ik9AK0Lvv3XpT3PyCy+EKMOPB8LW7xDUuo9bborvjmhQ72iCoK9IWoRPj+UID3rZcI80/bGPBkTJD5idVM+iDNAPd9cgz073hk+T2DqvRTuvr1KFsM8uNoqvsWjF72+CI89MtjNPIXoI77Ytyc+yVntPeCotL1I2Ss+24uivYdcv710tgq+msBtvQUFHT5vDwi+Rxp2vbP8RTstsLy7UUU4PmwIF77kDNU8U+3VPBheMz5/ccs9AW5/PQTkzb2sgCY+FDOxvT2lGj49hSC+wpdDPV8oHT52Bh4+bRXKPcn4B76GDEA+OhhMvkZpiz3UZpC9WmokPhrb4z3+DL49OS9GPq8JTT5TTfc9BkMgPaakFT4JvLg88QEhPMW3BD4PXy4+6ItGPnsxWr0/zIs9qSXHPKsWmjyqtiM+1KYSvu2WNb5+YHe8ndMgPopaUz4oQUu+2P/7vRyAQD5o3389U+JavmuwJr47JSo+FV9WvtYbGr5nWw6+pz/gPKSWHD5d60S9CJ7QPTnfLT3WhjA++P56PY/iBb5xQfQ9A51CPt93Yz1+UUQ+xiAJvoyKKr7qRNK8ofDiPQ171ru38UU+RrMwPgr4Gb4x3X49yRk/Psz3dj2EGAS9kVExPU4LUD4xegE+4XNuvU0CIb64ju+90Vk9vqKIzz3vni6+N5tKvqbK3L0EnzO+V0d9PXWymbs6r7+9P332vM2Hyb0vOVM+tw5tvcuJVj4XxFm95Ec8PZXerT2qKvM9OUe1PUNEYzw6hX09a4w7Pi4INb4LOSU+LmHQPaeZnj1AQkK+FBcOvqD1OD5bDhQ9elgYPq/mBD5ZhcI831epPdmWvT3ARxa+K24bvqK1zz2RhoW9OllJPdejAT6V3QM+HVX8vY5tCDzavjs+omfuPYrmOb4r+jg+DSCEvX5a6b1ukig+Riq2PWolUb5AdAq9IYQgPupC870KEic+7DsSvpu8t7spjiM+maKhPdYWXD7LGqM9HkZAPi8lJD0/aL48EFGqvW022z36AtQ9CCYhPtY+xj1HLVo+cDpKvlE7Mb5z3Rw+RaIEvj1LlT0jUws+Q+IUvink9j0sCl0+nNIFPg7vO77k+4i8HYM3PRQbTT1NTT4+rz/9PZAlgD3f9Rw+jKgXvhU0Cr7zaDM+vj/7vTSVGz5ygEs+XK/0PbX5HzxzKyw+XUSkvfsoH703Fg6+G4h2vNUBqLpr35A9TXydvWkyer0AtE++hzaMvd9l/72Buks9hZEyPs9YLj13ZlM+Hi6aPGPDQj6N8hG+70zYvARwQr6klSS+tscLPmPr/jxLo7O9Op6oPbAG5L0XmZQ9U6n+PbUnibzoE468kdcSPryvHL6Moxm+Gyc0vpqRAL7JkLK9OnwIPunF4r33Mgc9S24vPhzKJT7g66a96n7bvQt3ST5bSBQ9AV/hvWUdsb037UG+3U8aPGb0VT4odG298vtZu7YUGb1MUdS9lywdPphvqr2Dsiw++BPjuzamPz3ogi8+lQTpugHXSj48fxE+HkfrvbzOW71dwuU93SfSu4hq8z0YeJg9emqrPRXLAD6NUEE9l3EiO/F4sj3Bgva9AWB5PKIboj0TCBI+ufATPttCLD0ANDK9b9oUvuu0Pb4QpIS9hT4uvrrpGz6c+oS9ffpBPidvWT5zSd68nfxfvcywtD0gqjw8HT4oviVnsbyn7y6+4N9avlGFoj0ntSc+N8JFPX8SRj7FC3I9/zW4PRk0LD0jHbs91rwKvnaePz5ST5U9JuTVPS2YJjxJ+Uu9D5gdPloPnz0HIyQ+0JodvqFa2DzTlto953HmPcyhRL7Q0is+AFUCvuzAEz4X2VS+yl6GvcEXMD2/EvY8tjQnvvSxOD32zdC9Qzoevo7lUz4Vgqw9AfQyPYBqHj192iu+B6FHPuEBqr3PNXk9AlTRPZUQB77lruS95OAXvdeDET53b987BQ1RPrl3SD7KJTu+zonnu21wJz4I2Oa91mRLvkObKT0ZyT2+87c2PXucEL72Q0i+r6E2PiX5hj34w589DP9KvtVOpT2wYQq+srSwPQR/kL2w9Vg+Rsrvvbvu8L0+7kG+OElSPnx7GL1CLrm9h64jvgDiRb6rShw+mw4pPtBzAT4bOg8+ezUcvgTbOL5MF0Y+3p8QvkBqzD0TC0+98+0YvqeVL70KutO9fNb1vSdFl73RSiC+CAJOPmg5Ur1+W1q+BfXvvaNYAj75li6+n/8FvD5MUj42ngK9aF5lvX1yPL2mX1W+GPCGPQkWiD223ac93I4gPqD+AD1lBW+8u7QXPVORGL6BDTS+bCfBPQAnMr6jmAk+6h4ovlcpTT7WQ2w8o5fYvXTnHz5OMjg9Y6ijvGNdDT1r3Vm9Md8KPsriET6e3g08dB0lPiaY1D0cjN49nVW3vb7ISL6gKz49ySZ/vSrvOD3XrAc+flEhviAd+j0vR0I+GQnsPdpOa70C5Sw+1MvQvDOLPr4N7Ra+soYbPadBgT3fWyc+a1g3vpCCOLtwj0S+/s5IvjULkb3d1iI+e9QlvUU95L18qyy+/j9SPsR04T15KE2+YPPFvW0bzb0Hp5m8fSP0vYQoWj07SDK9++vQPdzW1j1yI+E9UIauuwkDUTy0qD4+Op4UvjMvw73UsZC52i9ZPRi0iz16xRW9mKiYPUGcO74mh1O9rvMnvmk3wzsMqVu+pddjvL8WDT3jND0+9GUYPRzrLD7XElQ9/RiEvcP8ejw9BQ++J+hRvmWVfL1XWRg93nRPPnLryL2IpaA9wz70vUbZK765f/092zdGvUhp/DzOLuG9n78UvsGQDb1P1Ue+AYOGPcXgmD2OfjA+6PqGPRAFwb0/wVe+xAVZPms4yz08WC++0dnqPb1yzb31q/S9kEYCPoi/Eb6Gvtm9qwWpvVjrhz1UByq9Za4Lvtwo1T2M0cK86r8XPm43UT5qKd+99yxYPkU/Mr4gvw+94j8Hvnvg5DxOvmw9jjEBPtZ1Nr6c6he+u92qu4Hywb1tPJO93PbcPFuijTzUzno9AbQUvkq5PD7ppCI9Dk1Lvh6tHT20pDY+LhfnvfWcUr40oZ49fZ4DPpzJ3T0d7lW+zplPvl+2uD0EfSS+t3HCPZC9HL0IXJu9Kv7mPdKxar1lyU0704MBPLsLsb36ozY+3+RrPaJSNL64T/i9LEOSvbHA4j390vo6Pg14vNvx5DwJjRu+XGRGvlIpAL6XK9c9Nu+nPe4BCbz5CAu+cVwZvmHkRz5t4R484dfDvZ90Mr5rT7Y92XoYPql+LL7DcDi+pvM2PiZ+Ir0TIwI+zfsRPg2NyL3cgYu9kkDDvZJhP759fpu8P/bavH16Ir5X4O29SQOBvTRJdL1sm6S9Uuq/vXgh2b39PwS+YN1QvoBeED3KE3k9zvhSvlVhLT4xmhK+WEIxPE4jo73uFFs+OLmvvXYoXL08WHs9pN7fPV6jEz7MUAA+nev3ukT5GT4cizA9JKjkvV36aL1ibN+9UZpgPY2W3T1+Pic+hblUPlN0Ij6J1fG9fC7avdqQYz0D6Cg+yzYOvleFDr1pnSE+ADvsPS/T77t8zpG8TcmcPWywBb7dXtA8o33wPSk2Qj5u2qI9T4khPlbcNr7rfRu8DQRCvmK94L336hm+WnphvXRSrT0LzyW+jSpGPhBqGb5450i9+cpGvknSEL1i9le+kb5KPkfXfD28nRy+IDZRvlnuKDygejU+pYMTPk16W76NHz0+yWS2vUP8ZL2AKSO+4EWUvUTer7wSEEw+Ovi3vd59Az2LaFq+gjH2PZsUoD0ov0G+E0cVvHRkKT6qOqa9uaPAPLPgvbvjocE9pzJTvavBtD10drg8WvVMPtboWr46QiG+7ngDPm8hqT0+l4M9watvvIrlSL41J12+NFgJvnf7Obwuluw9f58IvhhEPDt8uHw9F6mZvQ7rBj4b9wa+oTaHvT2mED6gCTq+ueAEvsYdhr2JlCo+XKpvPSs2Gz6TpBO+X6VsvBkAXb3AQ0K+6bEMvoqF5ruuXSu9uUZlveKyjr323AC+xJipvYWaOL2WmyO9DEMavZ3sBr59xPS7oUYOPvaq8T02lqc8sT0ePVvaGzzkS1y+G/o8PqTzVjxnquC9V3eHvWSPFb7Uhg2+tkyxPXMUXbp5/Le94yPGPXc0tj0TAcs84HzAPdmzXD1jdoe9eFE5PbRinj2CRp+91xKfvRx2Uj2cETO94XK0vd1FmDzUivC8Uq9YvXnBrD3X88E96MbZvOYjdj1niEw9IVcaPG6mdrqSeRy8OXZvPY09Lr39jNu6SeWDvM3qmj0AAIA+AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAGGievTHPrD01rM09cQ2SPG106T2RUbU9KRCDPMSTHr3hvsM9OPiPPelFkD2VG6S9y9UIPJfs973bZaU87eKPvaSYvbyWYNS9q/ukvaA3oTv6n6W9FJJ+vV1Dg71bAoW8jg6IPabp/zzjogO+2AHKvYCmwr1rbto9Vqv8Pde4wT3dBhK9EJYmPEa7er0MF4W83gdHPcUdZr2ylJw9QempPaXqAb2spLy9svXYvTvEGD19RsI9wWe6PWsWGbrkTwE+ahA6PaatAL36ReO9g1+bvaqVH703g4A9tQeEvVP3vj2fcog9TtXfvdMb8D0gOMq9PqOxvSbFqryS37c96fSCPLuMdLuAv529R2S7OlivDr0ENb+8RTiFPWk1+z3ae5c9re6jvRL5qz3fXDK9XY3tvcGg4b0k0ae9sn0WPaSEVL2u7fG9GvOaPTBFKr1cAxu9DRAcPMdjij0wZ0I9khPFPdZ6lz3ZlvE91NybPdtcE717RY+9fD6mPVRzjb3Rjti8xjsIPDiE0D2x5+u8cZwdvKd4yT10/m29OIX+Paj4TT1Sq7w9vg/UPC7YqrwPvPO9YfyXve7bUz2E28m7n/QBvgxb9b0GPLA9S+vzO8P83L3D9MI8R5RnOy1j8D2abNu991XCvcybvj3z2fC87KKkvZRUjD0um8E9FxkEPRkTTr3S+Bg5szTzvZZY+j1prIa9gFaCvceREj1jbO69R5GuPaGabz2AN669HR/RvTno3zxu5Dq9IeeMPdn0D7wbxgQ+njTQu4hoZr3uZJK9SRr2uwDHuj2vbUA85weDvY/KbD3hQ2+9HjU0vVwcqjwz+eq7IUzwvVXIGb3m5/c9Sa+svFnlW73VpqU9MdqyvX4pjD07vd09sS37vcim0T1+B/Q9aA0kvU/kpb0f3+878lR9PJzhEb2mkk49bouzvQYSDr2bY7u9Z/RoPPRyBD4sX749W0m0vYTS3r1f2wE+iP/RvV3i8L1lydI98NyHvMqLzT3ix1C9rZ/FvE8xxr3xjOS9kHUBvUvulb0EQse9QdL4PfiTlz3k5T+96ynaPDo4Ur3u7Am9Y1KMvcSJw7ywhQM+g+1oPcUSRTx2lrs9oFnWPechvb2UvJG9amXYPfc/Rz0lQd49MOONPWP0qz3j8QQ+2wffvDfowz0O8/C9iYZYvQmAzj2DAyy9/DlLvS+Znr2bxFc8QegQO2iLkzsEfBK8gXwHPZJ5wLtMhLy9AX8gvWXNnb1YPwI+JKijPVAq/z1gFe29B5iZPX6PVr3rdTa9rNbMPfOUO70s8GW8kUqhveLbv7y7Vq28bVgTPWcvAL4GHBu753nGu9UQv70RYNU9UY0CPkidwz3rE+U95De/vQMi4Dxsm8e93JRevXvY3L1BrYw8LPM5Pa7qRLyKTqE9WqaKvbsqrTs9jF64JGUOvYQaGTtaVHs9Fjh+vYQmuDxhame98r9avSla2T3Y/AW9Lw6dvZPazj07rgO+0bxOvUgjoTxMjHC9p1G5PI7yjLyn1Zc9mdn+u/3Puj3Eass90yPWvVVyvL0ixrU9liEQvd1Swr1eaIK97sS8vX0IUz2RVjG8+mf6vOAH6jxIz1W9fnTRPbjTA76Q0tM97/havIWpmr21uQU928lhvQ0pK70TYvq9mSNUvbYAAj6Lzvy9FepgvZ3U9r3Z3vo9vRypPOrWlz1FOqO9A3+GPa9jMr08/kA9+G7xPaZ7vruQ6dM89vXGvRm8/Dy9+NO9kAtsvXLaBz0t+Oa99g1lPf3GTT1UqcU9ZbvhPdIoED1uc2W89cO6veWlAb5tS+a812H7PCv+1T2pisy9VpvIu6oc1L0Ww868l6xjverwyr3aqUy9ZWX5PPsv7T1mCtG8D4PEvcrDxD1rCf29MHLKPXXuzL17qt49EqVrvJzvhzyURt286RCovdWpkz1k8769FDriPQ1+0L0QvJQ9Jnq8vPFAJT3q12S9ZRaSPMacA76ttbO95f76PQN7pjxjQ829SLuJvde/IL0rBte94/sCvkh+6j2fIXY8GaN1vdKZDT0qDX08vhipPQNWur0olIo9MstuPZC/ub2hNoI9OyG2vFymbb1FFRY9J6LmPdAwqj1oZ/g9rZ6EPdko6L2S3pA9cRiRPb9a47z/E4A9DnsUvWTLOT1Yy049fd/fvUdbYr21CfO8k4oAvf11yLzKKLM8j7MWvQR0wL3fOBw9LUy1vcMfxTsxo/G9K00bPaHC6L38T5y95QHhPXghJb0XvIg9NrPGvEU8vbuHTwA+Hz4JvZ/45D2Rp6o9b0bVvGUIyT3nO4c9+S22vOirDj1LUfu9cFmSveXWzz1VztK9lUJ4vUFeAT4FLv69eaOEPMtbrrz5/wS+9+CAvZcmg70Ez1s9lIscOpuASz3ZwqI9wtafve95ZDw8Oam9zMV2vUGz7Dw4YRg9pc4+uiRO6z1kg7m9ldSKPVurM7yrUIY8xuXDvWFj3bwj8LG4WU6EPbchmj2naR69MqequZ9wP73SHBU9N4uXvIStmz3LaJe9qC2IvRY95L0YARM84eelPdsQ8D3QTDS9VlXAPU6DBr3Vlqc9NLDevekRk70zl6e8Ceq3PeN/wz2TMVo9zYGbPI+BZL28LIK9PL9PPSanpr0bZYM7i4sNPWvHgj1r5I29MwLEPWlIoL1FYB478RHyvVNABD6J6uE9Eru0PVrKnz291wG9cu+GPVAfGb2v5Ss9NK1uPf687DyW9eK9AWK7vOCL0LzDsdY9jB+Svfqz4D3sk5m83KofPWLvMT04thE9zR+du9vArDzwywW9QtI+PbhArb3jLNG9/pGQvQMisb31zYS9A74LPYM5BL4/TdC9RR7tvXzptLyGV4G9T8W/Pd33Y73kLOO9iZ/4PDviLj3WT3G9vLePvdNCz70i8q29nA5HPU9wTL2aflE9611uPfjLtL1h2UA9OZWpvQggIz3mpdm9d2pqPKZX6b0o2P+95xuyPBP51r3oVe09x30Avp9Qi73BoT+875JlPQ6iwzvkrfo9ePsWvZEPeD3aQNk9A8jfPTRwej39VdA7OMicPQyHQj0TCN479tjhPRhabD2ziAM+xi13PZcWrT0cOyW8DYa0vTq1/7xp2tu9wPs2vQQp273OgWk9AI0Cvkqlrj17b1482oAePR7irj2QcPO8+bFyvD/Slz0PeoA8ardjvQPvpz1+oOa9JKJWPb459j0fr8u89P3uPV2pQ72LobI8SN2avfSiub2U2LK7dX/ePe7oLDxa3cW9C0IDvthpwz3hFEI9evfBvaTjZT1Wssu9qZj6PecZfr2uk7i9jG/rPWsAaL0t+Di8IwdvvQz+cr15P5G8kX3zPYidFj1oU7+7h/QRvRtpaD0csN+7V9SaPZNMD722GPQ9n8QcvQaQhD0UXnA952hkPY82jb1AwAe9536cvVbFmz0NfQS9B4KbPfHjwL2V3L08CwCwvZyCZDwGW/+92hzPvSVmlb1Uh628P7acPd89bjsePEE9UW72PcRCqr0mtgO+CvZuu6a0tzwTW3O9qcYLPXrYszsLoeU934EqPQTldT2MVKM9Y53UvclPPD3LhbA8CgPBvDqy0r1pnSI9PcDPvP3CxT0sK9o9/r1ovZCDtz1UNQW94AKSvWMg5D3PEMK98QHSvT+R2L3qkBo9K2ICvucZ4j33QAK9325ePaf6F73c0qi9cM0PPRwPPLuOSYA8vNHxvTxAhz0UYVE9psVmu7Ff8b2vsCw9WFUQPRt6fzsuAr69mRHmPfMVtj3Emkc9k6nSPVrnMD0Dr6W7YvJqPPoEEj24tn29mbMXPZHbnz0qpcc9M6DTvcDk/r3wUNi9JdXxPdTdsb03MYy9cGz4vY1sLL09CPu9y6OTPVpAqr1yq2I9L4hsvaVO7T3BAxu91DyKPcbFcL2w8MI9GuIyPPMgnr3l2vQ8leuOvJ8uWDzcONG9oYu+vKO6SL1SQrM8BtKTO+Mypbs32288Lu34PQHE17yCHdQ9ZNuHvXwbPb2PHIw9QRHkvevxMr0xG9W9+y1cvXSkAb7Azhg6kbjjPSMqCT2cb5u9Db9+vDaUvr2kdTE8pIWBPWaUnD2V+7K9OH0CvkqxMD1LP+s9bzmnPWwUkz316+Y9EtHhvf0Zrr1awAm8Cc5APfrZw7zJrUk9T40Evny4uz2LcNk9WbLWvDBhnr0N0sG9muWlvTuFg71YvN48DGQavQzSBby4d8K9V4r2vAOpuDus8sk9lEqEvUV3XD3R6ro9aTrSPQktAz4MkB67FJmxPIaa0D0soug9Jsh2PfDgor0+gc+9OybBPQzB8Duvoso9ONN0vbhNGzwZigQ+LuumvW61C72PiG+8MkTvu9HMej1DeqQ9rYzfvV2Flz2kNZg9OgmSPXTCfb3PNqK9IY7NvaM+jb1ilIW96OeVPfW1Wj3PP7S8K2euvRWDAL5thto9J61YPBK+rb3yLLI8ZV21vE3Mh70Qxru9HmXOvYTFsL156Nq9bQ7NPQ2Nxr0eP6I7ujozOrmIlDtb/oG94s6+PZ25yr15LSG9LfxwPQyVyTvGzia8qhZhPS0nqj1jRey9vJbtuTDEuT0yVHo9d/wDvdvBgL3JCaY9sNH9vT2FHr1b1sO9Y594PV+9xr0eT8O9cBCFvAeB0LxaUQu8jDT0PHRJuL3kHX+9+hWMvc638jxhqP69YxAJPZINBbxx5J49jVYCvr7K3bv7qvk9wWHGPHs63D3WD/W9r26TPHjrzr2dEEi9V3a7vTKPuL2XW8W9IADQvYpjxj1PDAM+MVMfvSIO8D30MFM8zQfuPU0K/z2eUoK8YF2FvcsSvbyIrgS+GSxwPSaf2b390EY8ny7jvStckD1+4Ea9ZLGDu+/N0b3ZQ6s88oi8Pf/PAL4rcfe9jA1OvJEX5T3fe967mGbVvZ3i3D2f+uS9NRa2PYwo6L0dZIu85p+/O0+Qoz3FB/S7YT4CPglDer2pC9m8MmXgvW8LQbzKXL48/EEOPDFr8r0uxaS9ge7KvZ1knj1OOby9kA9zvISRBD0uKEI9AulHvc1pl73HzFY9J7kdvUSe7r0pUA+9X5vAPDMnsb3Yzjm9FQ78PObPmL1lhDO9o1EDPhE2bbxN4+09vLmFvcvHkz026uE9Sx4UvcKHCr05ZVe8bN3SvWxyi7sp0hY94oqzveG05D1BsYm9G7yNvJaYnTyB2ho99CT+POLYCb3eVKq8BnO4PVD8tr0SaJo9ulN5PcGFtb2wtJa8Kv9TPF+kjj2AFQ677BMtvWq6pD0zu4k8iaW+vfSAIrvqOxm93zCSvHOV4LyE3IM90vZbPYA34L1f2MS9DVdsPe3ddD1OQ9M9pL/wPYMgIz3ugb88plVaPVTV7zy3pgu9QAkKPcwuAT5I/9q9g0UEvl4vGzw2R/m9TE5HvOai6z1xD4G9pE+xvW/j8L2/q588GeGbvXYp4z3NakK9b9uMvaKHLb3lycC9X1jJvewz67wMCKK9Fiapvcxgfz3rMM08Tz/hPOlJGbyvnVI91MPCvOCXv7wLBbq9T9sKPM6Ha7wr/mI9El4qvf2v9LyCwGm9Tz2xPV49ir3CpBy9Ng9KvTUpPL27NZ09lTSQvXbJr71xpiI9dm5fPRIsqD249qc9qVRhP1aKjD+eFWA/V+mUP0g8iT+3S1k/V0FaP0nijT/XbJM/WeZ2P6hGUD9pKYg/RilpP4nTTz8euZU//SOKP2nrUj/OeZQ/wLyWPw7wUz8rh5E/ToGPP1mwZj9ec48/4kNSPxdwaT+nZIY/nf11P33bkz8MIlY/QTiLP/UHWj9XWVe9tNk8vCJg37wncVQ9trT6O3Az1Dyave+7ztkivSwyDb1OLLy9Cu2NPQyDDr3CZ7s9KuU0vbCQMz2lrac9Xky5PLZGRr1DAyI91wLEPVMllr0xHKI8T6iQvTgvHb32l1a8C7K/vbiRdr1Xew09/taQvUh/nL3UXn87dmXXuzv6lj0Z65o9ZpcWPmplCT5BAfs9ECI1vs7OJj7ESyu+8ESNvbtopz0YKAw+ELqbPBZKCT3SWcC9pn3hvXa/iDwbk9+9CigLPWm/0zzxmNW9ivQZvdpxvT0HfXC9gF5PvrTdHT1wGQO+0rwxvr43R75sfSy+5PsYvsieazxk/W29fhkFPnriRz6WHkS+WjA8PmPHO74VoT686/oTPnYTmL0XOVU9ImuYPVhiZzwR/NQ9GkAlvos9PD1BXMW9dW+ZPQH9Nr57nUW+yBZFvWxrUb7tWZU9TIYUPelZNr4wfnm9YmCrvSRT1byStfI7tD1GPsnXWD6Hr4k99M0hvktv/D0Cl1y+mkCxvV5tI74iJRm+CkGEvf2uoL3H/9Y9hhPavfsTMD6B1AQ+AVfSvRIvrru0/Ra+Jgo4vXmO4DtnfDy+Ry/Tvbpl073/LUQ+I1edvbjFTr6soHu8Esn4uwYtyb0Iews+n1qePcHgKT2KKd29AM8mO+xOvr3FXJs8I5AdPkWuPL5+Y7U9aHt7vXFm87wzhEK9nmHGPVKmM74mi7i9UbIyPjgal7140Ty9+3YhO0JlHj1ZMAi+INmvPU1HVL73uCA+3aQGPjLKeD3yai++dNLuvY6cir1VdDm9gIJKPW3vSj6xdaY7+zTrPbPOOL48aTS+oSQ6PuICkL2J0Aa+TOhcPjzzmj3aDBS+8EUPPij2xz22zVO85TFbPgoBa7wRpaE9IqEhPOIVjrzxwg87YYmkvT5SxDw6UMK9iKBOPh/HPj5LpyQ+6flcPpax4D3SW1S9hvgRPr4tPr5/YB2+glMWvtq4Wz5E9749Eqq7PfX95jy5KJY7amvAPb9I5r2BiLg9R0VcPuCVTz5DS5c9hihHPvhVVr7HBu29d5K7vQxP671ydBG+7/YQPqx3AL4eYbg9kzU3vrslkL34FBm+cMBOvlwDFr7xizu+VUQ5PqwcID402Lc8WnPrPXLgU75VMyS+jsIwPQFqaz359bu7mUwMvGPl5j2kHok9mAAKvTc2Q75NElE+rskYPnrJGr6COxG++1EivdQbWr4z2O49i0HSvfU7CL6X1o49+Pc4Pur5jD1bcTS+RVnCPSSRIb7pQkq8ScwSvjX1QL7pCBK+6P7xPX/HCT2bwEQ+zlVbPKTgij0spjw+EAFNvshw8j3ixN69NKaaPb+bKzuML10+/tmGOHPVGr7tJFI+LjrzvbVgDr1XJF0+DtMevpmcJ754vVG+mwiQvTv7Xr1mlIo9+G0yvmlqR72c/h++MLovPUHJOL1PDfK9emQWPqGinDvTDTW+s71OvkuggD2urK89csXOvYpiTT4wGRE+Oh0SvHqYNr6pxk6+bkGdPQBb4L28+Cy+InfhvVtTCT7HBb69ea4yPJ0VVL4M7Aa+u6jRPEXFCr2/8jK+tKFPPj2HBz6Cy9U8xKQqPJtFAL7x1rQ8Ks+Dvf0eA71Z/t+9VWLxOmYLGbt/wkI+RkDfPc0UUj4iIho+orUJvp7iFr5n7Cg8V6TqO3c4pbyL/eM8bs5kPGEqsD03QUi927q8veM9Kr4onRW8H9UJvnkEWDy05+W9SCMcva/FBL3S/k++u9yZvF6L8LvDxRW+TKrQPPMPyz2KNkk98xG5PYEXjLy33T29TxAjPo6MJT1o4wE+Lgw5vpP6kL39Y+w9DWPZPVtquj05CkA+p+ocPnAxkbyauCu8p3aLvWJEiL0A/nk9y/AUPVgIsz3O7V09yIm9PV+mYb1S7Dw9pothPRFEnDlznUo++3QEPgiBTz68Roy9N7fUvdLupL01tLo9F5MpvsaYu7tvJAm+Ewc1vs1iAr4+rAg+9mdQvJR+tT0puSk+xF+BveGrUr50NwM+VfwrvWQTfb1Fnj4+02oIPm1Wr73nivw8BpAovs7ln7wVFpY99rqpvJVuMD5SXl2+j8tUvB730D08VsC9/v/CvTh4LD0fjfq8mHpWvllkHz3Wwwu+ZkUBvp0ZKL5hgbc7Sq9QPiJJUL43Tw4+3y+iPbhBQz6Heas98qmoPSAgPT6IZhO9/2obPjdz7z1B9ks+8j6gPadTxT2iVFC8hSiGPT5DSj5FTQA+68+hvKholr1PIAO+qf1BPlioGDu1XkY+iYQqPsqtdD1Stk++g0lYPslLDb5JMUy88dUpvkYnh73Y4ly+dCIQPiGxdj0j0yi+gMmQvWmsFD7pqs89p+YLvgQkgT3ccF+9/6YZPh92Wj5Z+xM7iikIvozUST7YNji+B5pOvmUPx7uX3lg+kp/6vUyoTT6X/OG9PPUkvg0v+T1aurg9+5ryPOLALToKYJu7dwtLviUG7rzOjAk9WDohPqVcVD6Jogk+mwqOPVYFUj37qVA+SpE1PTTjDL5itvq9X0YgvQ8tRL5sK1y9bgn0vUdM9r1eMJm9drjoPW4UML7F07Y9xgk/Pkf5FT0KMJg8znobvu4jzrpXrJW8Ru/eOw/aXL0/0w6+RkUMPiQFwrtHIAY99pBEO7ba3r3ZWyE+uo7fvRjLFj4Iq6q9bdsAva1MxL2TtyK++1fiPSEcAj60oOQ9Zl/FPb/xSz4KMDM8N2NAvspflD1iO9S9RucvvoIKDj67n0O+PsS3va/1VT7WS5K8CNcNPXwexLyJlk0+LqvdvW2ucL1f4vi9U19ePeI02r2qJjo9MKIovmqsP75+yWC9pGEXPicevL1kjRe+y3jpvUzDt73WjzW+XEcEPpv+4TyNWhK+/HbyvZZlTD4DIUA+oepZvucxBj76gh2+8TaVvdbhVL5BIaM9Gmw4Ppv7nrsXNja+9QA7vhD1Sz4y1SY+zkA4PnhV1Dy/hgE+HJH4PTvUCT6kRhS++iwhPvOjhL1EtSC81G07vgoIW72frjo9JNTyPRPbkz1pIS09L9AoPPN2FL6DYAk9rwRRPg75I77xNDk+nEBOvg8hKr7trnk93wnAvPZnVj7UR0i9VJtDvipqNz7yUtA9UxQRPr9LGz5VaTY8aA8Nvq04Nb5YkBK+NUsSvgCXRL4gOB8+jwhcvi6tiz04LhI+qfKuPadWCD4gIp89JOgGPo4q9j24m6y8Bi02PvgVcTqfNFa8N4IFPunIJjzhmbm9INYdvoNQHL6kMR46XjxSPkPqFz37cSE+kG4KPpCFND2GQx2+RNk5PhxjAL5z1h0+RX0gvmxiqL3Bv/o9jJhqPROMwLzckQE+rGWKOz+/hrw3Uh4+7dRUPtsp570CjjW9sI5LPpDHyzoZ9Q8+WuQhPW2YRz44Eqc9N8WnvW9JVz6K0h29/X23PbvdcL1Anv89Qou3PMpbSz5PcYU9NpAZPgf4c72gJo695dYivtrNAb6DSyi+Uvi8PU6rbT3VIRq80JoWvpJcWL1e9WO9JAyJvcScbj1OdEm+ub52vHzK/T3n/q+9pYjIvLUAoj14Tzc+in4ePiKpHj4h1xw+7QQpvs3MAD7hGqk9z4n4Pa8uOr54Pow9LxcHPcUxCL7oaQs9TcDHvbc9AT0UMEs+qUUqvkpRMr5X1ry8XvoPvtNh5zwvm0K+bYEsPn2P+r05SSa+cRENvU9iiT0JMWu8DptbvuN8BL7JHAM+LakEvsKvS77M81Q+vI/CveVMiLuVWs69p9HJPf0FfD3gASA8RGoAvnbo7j1GGx8+iNwPPa8NZj0Yc4y8PFc4vv0mnL0B7AK+8uJUvmdYlr0IBYg9iaj1PbqKlDqWNsM9kNPTvUCFRT20XwS+G+9Tvn4keT17lts8fLE7PntACT29HwW78vE0PtfcKL5bkz4+Y/Y4PmGFPj0Jz1a+TwkOvTxKxb0Qqik+1TvZPGWzwTzkGhm+/QmWvUTQLr007LU9IGKlvcrjbLxGWjW+s9CoPfocUL2qlDU+Bni0PWRMST7UQEu+cigNvUwnPT7MA/O9yyPOvZi4Lj0NEiE9yahOvmC1gL3o8ta9hwItPnqGF75E4wG+TloHvnZvlL0bNjU+yM1cPvww2DwJw/w8Is4IvpL5bjxpbhi+Zee2u/nA/r1CrIg86eWfvGFZGr3Ek++993QwvLcSMz5d3uM9plEsvostbzweXVW+C+dBPiwwDr7c19O95ySRPQWtKz5loDS+JwpTvcJ2XL4JxAY+Y9kavnNT7r1DBOQ9SDdHPQZoCD5+Lsg8MPRavi/jU77JK408SzJLPhVg/726r3I9A53SvSkHw72q9TY+axoDPp2XL73bieS9giYIPhg+K71pDFW8blY4viD0Y73jwPe9WWcSPmHNOD4Qyzk+STdaPe2aSD6GuCu+f2gBPRuffjxHzUS+rQToOZSxeD3cPDo+dLklPcGwhj0R+jS+n/QlvO5LxD1HcOu9eLqDPaKCUz0rzSm89QovPrhd3j3FTw++J7SpPRaK9zwhLRe+hzfJPTKqn7wgF1M+IOuzvKHn4byxSr49pD5HPoyZKT1r0Wg9J4l5PQpGET3Pfcm80DcAPpeGj72sHjy+dcXLvWiL0r0ulEq+SCCru+wSbr2dxgE833GIu+DoHr1BWR++jCTvvYHFFb5hUi4+XIm9PObiAr1MOJM9rrrePfEI571MBEa99WVavi3EWb6hBh8+05Cqu7pUPj5dl1O+zkSpvZIp7jyroh29lHEPPpDDgT13xhm+TqxPvoNSP77yuqo8uOGqvbQRST6vCeW9j+ndPcH2AD6t9Bm+fYMVvhbyHD7AoTI+DFznPQ5kUb6ELk28UV62PGLii72tQr89xXEzvXFkOj5kaDU+PmcivuZPM76u4FM963qvPZaSuL0Dwk2+mYIRPlxlFb4ylDS8YD9FvS1nuL05CEO+syEYPj7WrTx+atq8GyNYvj3QCT48VT++s40CPle0JT5XNV0+njFHvoSaAz6RoLQ9KY7CPCXQtj0ijrm90y0VvYMLGD4IJZ89sSQ6PlJa/b0caQM9Q2gMPThV3Ly/Wss9f/wnvhxVLD62GiA+gOQvviROcr2YwC+++a29PWwY0b0ZTfQ9gAakPeKdgz3NScc837/gveQMKr4vE9k9eJKpPRdqSb5pXqU9CXYnvgqwAL53C1S+G0lDvRYlVD4bWhm+6Gu5O7bkm7zmQEI+wYG8vZKcer2q6Ky9bEtvPQYmUz6Sgkm+9RQ+PrwrMj7U+Eu9FmaSuxmpDb41M5s9sf8LPl4Kn7zMXlo8+aCtvUk8Jz75qFw+CRVSvtmiTT7ni+c9aDkQvD/R+7zXGlU+sL/bPCOiDr60NU0+ho90veGHsz342Vu+hLCMPfGe7L05BFo9BccgvjfVTD7doxg+DGNSvS4m+L1EWwW+zCkKvvBn6D1LyrC9qo3tOy1PN71kxB69wiPcvdTAKz1woVM+B5dIvu5gVT5v8Ic9k/ZDvbZfG75SmFA+16Emvmh7YL0YmXA9eMLtuyOOTD0j67y9y1jaO/fEKD5kVro9RSfPvY6P171HUvY9zqKmPTXDuj0jprQ8ehsqvu4ocbwbokS+EUVHPsxCQD0cYEU+0kLsvQlwCz7AUTo+DuybvS4+RL5KQfu869uCvXVavLxxTyc+kT4jPpIsZj3p8vO9og9OPqhOUL4tlZ+7bUdBPmTsvj2HK9G9KE+GPXcvsT1nFdg9eclDvmkENT5XKo09eG9DPrKCED4yfJ09l1Yhvn13xLuH0wS9vl1SPXyApj2teS8+Yp1Fviw+0z2uf6i6Pgc1Pp9YQL0zot29/zYZPHCgV728wr68GkWlPckRZL0w+5e9VK0ivj3lBL47p7M8/AQmvpNW0D3aXw++bjinveW0Sz4mcig9sgQQPnVrlr1eMjA+DRIUvMPRKr4qH6Y9o3gdPrisMD48MoE7M3BQPvxvDj5aYxy+X4iTPJ7mHzyJ69W9vQ/mPArCP77UaL493qwiPhR1Uj4dqC68cW85vEJ/0j3gMze92+novNPfEr4czUu+VaHEvQKwsbwzI12+3ehLvqJeAT6UriO97oA8PpA/IL62evq9t4fMvAL2XD4ybxs+bwpQPuE0Kz4FqTM+0ZvpPdHKDL5+zIe9eKtHPqGKX70IZB8+EX41PDePjD2Bxxk+eMBAPi8EOr0y9Re9gx4vPhz47bxzt509b7c/vmadPz5xzTa+6wwvvlwPjz1XEiU+h7ogPvA6JL1zwj0+A5mQPTEhNr0y3u28BYpbvmqyJz33UTE9aXRGPj7CtL3/SjK+M7xVvl53ED5xZAQ+3S4fvmSWHD6mdwW9HI0FviNbKj4q0j2+xWfuvO6s4bySnCg+BdYWPvzrCL7E2k2+uzcRPpOF8ryLhgg+M+WOuvpqEb5rLus84yRYPnEIGD5FGRI+aLtMPvBvoDwki409jl5APdnok71y7T++DCfJvbKPDrxZapq9MWLaPDHOPj42SOg94XCMOiTYFr48dte9KeFnvZwvZj377KY90Mg0vj1URj4v8pw9MGgKPAVGob3BlLw7UX+rvcY3DzxUnjK+s170vajkMT550j8+rcxLPeiIQ70ILOe9XovmPE62SL0FhjU+1ib/vR7uAz5C6kg+FRsMvp0+Db5qlK49y7bjPfNGNj4aRS++QJL8vbbrST7ellW+8B0lveMQOjs90zS+cw8DPneoTD6BFyS9KkACvgw4kD3akVY+c1E7vlthSr7lkYC8ZHDVPfc1LD1/C0g+4/2LvSI6S75CpmC9O2MUPphqrz004r+7/ShMvjRcVz6UUBG+dMO0vKFVSr6fgME9yREQPjOyWr4GscO9291PPKpqWr4qrCu9GNIMvl2QuT26+Vo+y64mPoSKVz5Uw/A9baS5vcxAT742+R6+j5TRPZDMMT6heQk+P9fYvdpBVD4Ilze9cSd9vV85Sb1Bpz4+8KXOvRkQAj4IrgC+Ry+aPQEhPL55hI+958devfIb4by00aO96J9JPq3drzyygbA9Kf0CPu4TVjx7BFm+iVL0vVwkqr1oq8K9XTLcPRdWIz6eSRY9hJZGvp8SDjw/ami9XusuvkP4Hb5LlI09zfDCPf72hz2YNhE8puH8PLetFj2I2lG+wt1fvcJfob0rJFE+2ST+vWyGWz6kEEg94mfhPE/F4D3pSww++QlLvkN8H75Wg3I9HEQ6vYoNAT2wiks+iJVWviCCXb2P5VG+eHBVvijHMb6u8im+Ob+mPdyxK75mRjm+a4uNvbrtGz2v5xm+4G66u62pIj5aYMs92hqsPDKROz4cgQK9iYsbPuYTQz4EFlk9Ph05PKC7M77KvKQ83uiRPdLzP76oIzq+wscFOxhQkLzvcAi96rsjvra3ADt+bkQ+BKgqvnPPnD1slAe+9SOAPLsyW74Fz4Q957XAPXzwa73SX1q+JtI0vYcYlj05Lwk+OBC8PUs+pb0+Yso8Vu2dvYnHRj5/5RY+Bkq3vedwVb4Vttw9vfwHvcOR4Dq26ik+c14XvnB0Er7qhyw+xwx8vQbrzD2QTgi9Iw4QvVd5pT3uFDw+m1YmPhZHXT4xrUO+2G9FPgjW7DyItC6+h3XDPdCiF70VSjm+5vkDPbqpJj7WJDm+106YvUA2RD7UJu494ZsSPrPDaL3tXae8OfW3vDU8vT1y8w+987e2u2AtD77kkBq9CWdavnnHUL6FGGi8e9iZvXB1Hr6F/To+OMjUvcmmMz19jSw+RI4PPgrtCL6ohdW9sjMvvqzCMbxv6si9tMcYPqm9QT4XjUy+TUTdvRHCS7sGAAA+rm6LPfv6Bz5M4x89IJOsvetLXL4x0h2+lpqEPUSw0b1FZQs9bulbPr279z1XUQI8gg9kPUuRmT1mWmU95hchPvN8IT59/om8dcvcvfHzt73uQv299WgcvSqujT1Af0C+orKQPecHID76Ke29uiEMvrGNlz0G7pw9WMJQPmf/uz1tYlU+gnY7Pqg53L0i6Uo9wNpUvTPSxz3rNMc9KCjAPVL0Oz57g6O95wpBvZfdCDzdIKe9sDcYvlo1QrwwktU8NiSNPc/GUb1YtY48P3oIvmDaOr4A/vM9UeIyPtD1Nb4ML7C7OGT5PZ4VxT1Tll499EJ7uuO0Kb6WmNc7Yf4VveoO0z1LIPI9gqJpPL7lRT4gf6Q6Y8zovQq44ryOvfs79QHzu8xulD00ixU+MiocPr0dQ77ZrSo9QZ8MPZb9qzzdrAU90siNPQvki70i+vo9zJtVvdeuJr2NcSs8fsSaPXD4BD5lk0+9FhWsvb3LLz4bCRI+du4VvpmruDy60TW+hgAJviKGUz4OQkm+PPnPujBEIz2UsCo90gOhvWuAnr0IOlo9+wI7PB4yxTxJ+lY+sflaPnBzDb4UfuS96sFAPkjNFz4pPhi+Mx/TPSjD1D25FTw+HdQRPUxD2rwFSlW+LIEJvZGbQT2F5Tk9+iEFvW4/ML4nfSO8Z5PgvXMeu70IuDG+Lc+fvCglvj3aABq+o/7ivVEURL5uH1w9K91NPvkqTj0rBDa+vPM1vhSVabv4mMI96vEUvUy2HD75YZg9wRofvQfCLD7wFx09Hrs6PsRRT74u6ko+aG5QvoAchT1S7zm+VpMnvi51DT4msKU9RqkAvmoDIr5d1B+9Xh8pPkJJCb6r/DM9MkgtvqXaRj6M81i++w4FPnaotj12hCe+j4suPutu/D2vap+99WISPtxLOD5Dv0a+Rwn2PU9FTz7XbQe+TWQRvjHP/Lz0CTW+PptZPoItSD6vR1I+eLdWPSwYQj6zYAG+v3jlvcyLPz2yr1a+GVU6PnHciL21Gku+xC00PV0AIL4c1R2+FdT1PY+4aD2jE6A82f2mPTLPTD7VLgS+CjZIviBGVr6rkTA+U9qKPdOuQb7Cq/c9HUNBvne8Bz4aCgU+ZzlGPhnwNT71UjW8oUf8vAnlwT0y8xa+6O3hPFEiibv5lzm+1o4BPv5B6L3I5bs8r0UCvjv1KDy9a+W9bpUFvA/5Jb4ohdY61/4EPcGsxz3Fqxi97fBOvSb+Bb5uk889OYhdvSAcEr6RbRW+auZXvteaFL2Hpka9XLPvPZTIej1YlSc9WvoePhTIHz5NQhk+fYUlPfkHOj4fhRo+Oi0WviwuOb5C9LC92hzpupsJGbx0Nhi+FXoRPhn9Db5435Y8N/RbPe2L7rwXrmi8xd7CvJIcBz6aG04+DbrbvM9MSj7pxQE+OuAovREm6r3qtQg+OyQDPpzIHT6edz+9LF8uviA5nr3bTCU+z0WePY1mRr0RDf89avzHPRBvGT7UmQu9ICXivbElRb7rrVm+37ZrvRRdhT3N7pk9zxJOPp60IL7Z+6w9uN9BvhRzPL70WJq8KchWvrvcAD7gOcC8cR4QPq1kiz2jCVm9LdpFPiwEB74aFTy+kAR2PbkvbT1WdT0+EujhPZIyhD1+d209F0YyvmFYIj7d7n47NebTvfsfHT4K9m+91RUcPvYsDT6ek1W+gidLPhriLL74TMC9ThwMviJbJz2TrGM9UclCvR0aOj50nrc9aWc0vTZCAr7q4/A92Iv6vWw/TT4+Hsq92R4GvoNN8r0bses9BuJEvMr0DrybxMS8PwKfvfeeLrtZY12+iUcdvvGOVD1sw9S8lyGguxR7tz31AS4+XUuxvMY5KT4Pk5i9UYs4PowxNj61KbS8TFYlvVyjLr4WD5q99MHPvaMRVbw8qIE930qkPQl8+j0weAu7P/1Bvby5WD7SzA2+yudHPtc7V74VgCA+qgtIPtZyGD6t2bw971wQvtmGTT6AKAA9+qRmPZ1pkbwCxfO9UmpZvW3tDr5zJK496EKWPYFhPz3bpie+/hTEPYdUFb0w7le+jjZyvegfyT1z2Z+9sG+NPNh6Kr2J4QW+eYY+Pv5R6z0MB/W9qt7GvN8Hqj2FA1G8092iPYY4Lb5Hrgw+dvj9vFOLCz3tQE49xsaKPSJLjT2tlh69++KUPeAX5b1FDJ69zDdpvbJDNz4H208+/oZ8PQJykjxGup69M0hgvQZktDueJQU+0VMsvqL+qr1Jjoe9MK/7O0Xrg73b1x8+oWAxPuTTdb2THYi9552/Pc0wFj5qjGO9hYbzvVrD7L1rL288M1UQPRIitTyni0M+3zkbvhxamLxMtFS+lfalPHpJHr5J8f07n8unvQDl6jwjCdw9NZEouwYrGb5OKGE84XApPdcOAD6xgR++MA88vpLSRj5GJFM+EkUgPhaZUr6T0E6+9WUYvstaR7wiMau9zLCKvL1U4z1IMeG5D9DMvcFW0j08nQs+fHeQPJM5WT6K1aE9eKXvvZNcRb4qrXG9tTjqPNntbb00abg9tQRHvsCkW75vYfa9pK6SvbqfHr2DUNM9XeoEvkyHvT07gQw+V3IoPhJyHD7/vES+Ma0bPuCkzj194wU+vaUXPvJvzD1D8gO+uiOUPQaELz4nGig+Vz+9PWdlCz2llt890nZcPIm8l7yWCTO9PWAVvlnYTr73Dok9G9t9vc3TsryjFgC9BbtlvV6m4z0N3zC+SqTUPEy3kj3nrTG+VY9Evt0VQ7qLcTO+M6zZPXKxjr0gNiC+3MwdPmcXdr0zdY+8sO9WPjkhTj7xvAs+o/34PfrN9TxCWaM9r6YqPpyWE75WCAa+o1uovaY77721S5S9A26XPUiG+D2syl099lUIvngxGj4gFDe9BeeSPQQkyT0TKh++n3sZPleW0T04boc8GjbyPacqOb4m1sW8nMLEPEJ7SL63TQS+OQMXPooaVz4vO1c+4NO6PVmA0r32nUS+vGMqvt9DDj4fpBy+0VgyPrPM6T3gRDY+lyHXvYmPnz0/kIE9dZtUPm80nz2bsxK9B3SmO7hUIL4IZpI9DLnRvTXwOL6JYGk8rnK1vT6ajb36zcc9eC2TvT3/nzuI1FO+Jc2nvA/xhD26xJO8YnObvQUGQb6xFBy+IqeivefrIz5p7Cg+hc8CvpWAZ71sNRO9nU+kvQpzjr2I/Qc9qEuRvSFSvLw8hz09fvwoPixnhrzh+hA+bNYXPqPrbz2nWdu8G4oNPoD78r0XD5w9w6z0vXutEr7R2fw8VNq+PCO0JT5X47e9cJaBPcqt771CIPy9bnI5vuUNpr1crCG+Q/yROxnBjbzl0ac9uRDhPL3f9r2noSq+ABE3vsm+3L2ziQo+PgOTPdFfm72rF0M+zxT5ve85Nz67yg0+wYDYvTLBR77uIB2+niaXPLtSfr2z3E28ltgxPv2tGD7vXs48UNBPPlo8sr3aAzq+3eu7vW5pGD2EIgq+c5kAPhErOb5d3cg83kaFPLgKvT0UOui9ErEoPd92GL4SKvO7PC0Fvt6ONr1GsSw+ATHzPfRy3L121bq8/xbcvdIjNT6+0zq+ZEYUvssQrr3Ov0O+gK62vfKBT76jcxk+JHLrvV4POT75U/09+HB6vV3cAr59zyy+MZqXvUDm2D3UeOw9rcQIPSzsL768F1i+LKI4vumnzrwA28y9YPEivnGHoz0Vdtm9k9qiPRkKiL2htqS9NMpXvlJGRjwKzBG+8aehPSzuTD11ti09jUBoveuUHb6wv3M9tQogPBUdMT6eqou9np3pPdzF/b3ArUY+TCSfPTpiST6uD0C+01pCPqrYcL2Kilu9QrbdPMG8Rz2JCk89NDM6vt0qTD5ZRyA9YVk2PJV6QL7ZmXI9eGI1PqG7XT1t76O8xYmovb9esr3++kc+VruWu8RDDD6MjAk+Osd8vY5iJb0qvqa89NW4uy5MCD60l5W8bZlTvobU071Yhjg9+JLxve2FFL1h+Sq8/XTqPa4zNr1MiDO9CPLNvaTEzz3X6L89AGU4vqMpBb0m6wg9iYCIvUs+BT5BYDY9c+QdvpM55z0CuCi+nSz+vQqnHr5hg6i96+bvPCYYaj0LRRg+SmELPUiNaju7sS4+aK3xvV46Fj1yEvs9dc61vRySQz4g5o49qaYMPqF4OD4QGrY9lqfnPUZ8G76OxiQ+QzkIPnkaoTw4BDA+L/L6vU8oFD7tr6y9Xoo/Pi/69D3yPNO8IGfhvXEvYT1S5yU8O2MBvs0nOD4J3xS+zaYWPgTbGj7hmsa9QZiHvG+FKL1NDTK+DAoXvgbcBj68FTQ+Wao3vaLVZL32Vgy+uG0uvnah9z3hl1a+9NnKvaFdJz6IOmU9Hv4Zvtt1iTzchb09hhviPfZQMb07ihk+vz89vr4FuT3JJxy+M7OJPY9i6TyYe0e+QqBnvcc0Qb4aeAG+o9kUPrXvJz5Khws+35oLvuXRfT06AxS9GevkPTSupL3r77y9C4c1PkD05r3EMgY+/HusPVvbBb7hzOQ9ozDhPRVzFr5vhQI+B09ZPtEchb2qThC+UFBbvc8ULjw/Ozo+6tTVvdTSIb7yOQM9roEPPhzs5r1vyTC+JM0RPvKm373Fxqo9gnc2vojvGD7Z16W9FZE7vpppyLvYywI+Ua4fvloG2r3dA5q8QJ4CPqxTlb2tDm69EJquvbXfr7oFCia+IBYNPU8WZz3yWJ08c1k6vi8PQb4IaRy+StYXPvRGOL5ucBq+eL/nvGP32L1iG5E9MAYfvmuREr7ql2g9uu+NvNAtJD1Nmjm+q0rMPVOFSr740bY9AKTsvJOw2TuEQDE+WmrPPeQKFj64zKC8sCUGvhlvSr5a3YO9PWryPaU0rzwr1rS91pbOPQHymbw1x0i9GilQvm8eb71EHqq8YRA/Pk0/37s4WR29Ye5bPr0TOr2AGMS9zg4BvX3RIz6Hx+w9YiUzPRgLRzsRbt89aXBWPpgCCD4NRQk+siUvvuqXET7CDYw97tDMPY8SmrxpGjK+XTr/vayf3L2bh4O9dIpFvu8WAD4T1Bs+QaHXvI5Utb3tiRe+Far0vBNZPr5T7UE++rjPPZHtUT6UtRQ+tv0Mvrar7T0LWFq+Xk4NPn22Jr46KH272uFoPWutPD5Y3j6+ydFEOjI3RD5QsCq+WU5kPGVQ971BtRw+MwoOvCqXvD3VHTO98RScvScX+z1Jfou8yl5CvkIl6L0//r29YJS1vbINK74uhfU80YmqOxNadz3/Nms8BlraPbroTL65rNS7ksHjPbu9H70rr1I+K41DPiHRUb6yVAG+V/1JPsZ1Jr6xvCs+5u3NvWerNDwC+JY5EBFbvbiHPj5oaak9AUYjvXlRS77Byg2+EISJPRa7Sz7M4TI+t9D1PR+gSb3U3mg9qweXPfMii7nUs0y+n9IOPj8POb5yoB0+uGZavhigCT6ck4K8HxNjPQUzET54r+09zxTRPaLXNr6EqdS9bYYxu5kaVD1cDN49tJM8PgfYHD5whN29ctA0vPC6q71LeAE+fDStOxGxAT0Ohik+Pzw0vjD6MT7/IeK632f2vdoZvT3/t1M+4AsQvkAgSz4wQWG9k/COPU+c/D1b4js8Oe6Ouv03SL6Uf0S+0fILPHjuN768Wau71rukvGugqbwWejq+bq0/Pdq21b3Fa+89vaIXvtfp2z2HPN09d7EovtoIIb45ASU+6T8kPkZJAb4hE/49njZCPl1AbT2Nd829eIj/vF/tXD5uFz2+UPANPojQg72KPAG+c6AQPv1v7z3T3Nu9GxlVvZoIE72O5lA8MmELvmFDVD6emo69z6chviSgNb4MExK+CF4jvkvYBzx1fqU9ImINPfg8lT32Ph++U4FBPjdGVD6xRlE+As5qvebxOz0Uodw7R9uCu7oU3Lxx/YK9w14wvjXImL28gKu91w1iux7s8zxpvhc9sC7OvapYk7zcdMG9RkA8PG/I6z0AiMK9wzA2vnVivj21fL+96VoiPviPPj6c9Lc9Iq/kvXdisb3It689r45IPnOyIz1Buhm+xT5GPR+gAz6ffJU95qMyvWfgdr28AFi+JqcqPu9zDL6RDxI+XVklPVH7lrzNbkO+JPIFvrQpqb2QaUM9Nn45vsAhLL4KkEc9umYNvgubWD7ysaU92ZQEvqlavT3f8Fe+9HR8vRHjTT6JN9Q9kJ1bPrvPLL4hQby9fq1JPjjVED5EMNY9DE2tvRne3L2MGzo+TCiuvS3fkr1yxeM80+DDPBiHJjxJH+M8zJMKvV60DL6ztWU91sWvvem3K752iTK+1Ma9vUM90L2aYwa+fuxUPtExRj6Ntv09t9zqPbgUlj1lkiU+wtlDPpFDvDug/0y+/fspPuj5fb2cEbI9gv/aPegYN72zvu29/rnIvIrOFr6FrxC7lTUUPQiJSD7KLC4+yPziPaduyD1Ce08+ChCPvaoqZT2wkjW+Tp+jvUB5uzwNoeW9sJTVPYFgN75EQ0k+g+u+vSd25j21yMa9W8y9vSKoCz5qWnm9IW10vR1YID6HO8K8Y/8YviJEKz2E6wo+CzAKvKLQAb7PO1o9votAvd+MWD5tIey9BLdAPk+hID5ZPQm+pITePLF7oj38XjC+u0XzvR7PK72UnWW9dVZaPgO2Or6TvVQ+gGKBva1NBD5fblI+v3LPvZtoqT0KLrI9JL3TvUXLIL6px9A9NeVTPvVwr7nSU9a993p2vQEHxr1PUko+i/nNvRD5db2/PAA+rIEHviEKHb2SWDg+c+0OPnQmZD01FbM900YfPuzJWL6bpXE9PFcUPg/+k7wIaxY92fIVPubxNr5wqB2+2U8lvZb2Sj4/1BK+LrU/PkP7hj1UkgS+d/uvvJNIfT2K1hU9G90EvbcL+72PUH89nZMoPh+d3jzyvyK+5qIrPuhwXD7BFOI8UYMePl76m7yXThO8UALjvSVU0T3heJq94U0nvNucOD409SK+VpZUPvu3Az4JeFG9/DSZPY4iJb4mZuM94UpcPv1TkT3/mSg+/rYovpd2Yr1UiRe+PJs+vky8SDr30AE+2N6KPBNqr7ya36c9eAs9vmC7/L3/7Ci+SsL4PeNEjLznnCQ9ZAI2PqafJj74lrw9PZFXvaAWEz36iS49BdEtPqR3fj31/EM+bybuPPDZtD3w3xU+4nZGvi5n2z2gJlW+SkFUvobjuL2LqRC9KD6qvXc/Gj0IHFa+pwZ9vMvklj0co6I9ReazPRwnQ752AYO8gHPgvDGsOj7K74a93UUPvqDTsz1Frcm90LtZPt0xBj7ETBC+Ow8IPgn13L0zHPy9ZEYtvduFjjwv+8i9Znc8vgAB0D04I6Y93RI3PuGxIr7Gykk+ksy8PWtALb7m2xs+UESOPP+mwj35Yhm+H6LJvQmyBD4ajD4+9MKtvXCThz3R+ek99sEkPsKg/L38L7e99dDuvT3IPT48aoa9Jjw+PsuaTr7wTw8+JLW/Pcxh+70Qcjq+Y38XPRKb+T0KoFM+nhVYvhIkYTysbpQ9Zyx5vfAlrz3w2MK9UDFRPlw+dj2cglG8NnDxvGH4Wb5twbm8tpMvPR3x/L27rOO7T/FJvT9BpD2GaNk97W5OPcBU1D0H6kK+tAk8PiNACb7TYwo+klPAPaZ+tzyLTbk9Ay1CvlqBB730lVY+GZ4CPvGfTD4PLkA+paiWPSSb3rvZmkO9MiERvSn9KL6pLCs9BiBCPjkdJz746zq9IO0AvbdBJb53WOI9tuWSvEdnSb6Q1IC8/M0gPalMPL5B/MW9gbZDPZynXL43JCo+zK+Du3p6Wz5r87E97Vj3vf5+Vz4e/0K+cud2vXGCST0EphW9h0MCvp1R/D2t6fY9SmUavvmxqj2KrUo+UwBSPmC6G7xZIA8+J24UvpRJFD5opuW8tgIZvf1Utjw9LyI+3oZKvjddS73sBJ894wdKPhfZzD2cqkY+vtudPZq0VD1ilU++2fNavsSd4j1ZY7m9qRsbPpFSLr6v+Tc+Nu1YPm28ML5eVgS+OLoCO2gwBz4vJAg9c/Mzvs8eF72IEmA9Fj2EveJl8r2NeeW921oovhfc1L3jY4o9IAXPPJE78LxF+2s9Ja3IvQoH+D2xCyA+8HYWPTfVD75JRLa9krwcPZegyL0JFnO9/a/wPX03PD33PS2+TWVmPRP5PT3PdE+8rzj2ufYDCT5RmCq61+RDvpNiBz7JLEu85Ec8vZvHEr724FW+Q3SYvcIP5T2p1FC+3vI/vRAyyr1o04U8yLZ0vSjd5z3rQEG+PaPqPGD82r0cnT8+2beTPRjZiL2H7EE+LcHivQJfmj0qGAq+/9vTPYcIZL15iAS+W3+XvTrrxD0ymjI+XJIivt6fQL6yV/W8xM4MPjdqAj7DRE29usn9vUDt5D2U/9W93hg+vt/yQz5CJhk+4FUpvV6vvruWVhK+SWMiPN5AHL4kUY69gmUUPoQH9r2Qt0c+RuvgPRGtFb6d9YS97/gOPLG4aL23Sww9u4yrPLdqHr6Fbzy9cDc+vuxN0j1v54493JH3PVJOML6vvHu9BrOIPbUWND7PYw6+t5gnvRpfDT6vw/s90olAvUPoXTyKVE++87QqPrUo6r3vBpM8uLYJPYQHIb1+frQ9si05vcUrQj6KyEG79JAkPrGguTyg88K992MCPn/xQD51H9Y9RoFavkAfJL4Osgm9Zd4Bvk2uNj0MbOM9cApcPlpKGD6FH8s9YsMTPQSHVT6OVm695ayPu4w6oT0Nwqk9Ta3PPYLhoj17o/O870YePlcUiz3QzFQ+iA0+PBazn7257ji+ZmVlvbj0Bj7qbv289/YaPmFVPj42MCW+3QOkPcZKAL6E/Q2+fbqhPWw1mb2uhz6+14I/PYxs8j3w70w+xpcbve08mzrh4kq+f/DnPVUmQr1QbVA+d1iUPYySUL7DkOo8/9gCPongFz5W7Ce+Xzy8vbDbqb04xSu+iA9Pvp/fTz5NXxE+p78gPu4fIb6aiOM93/hTPg6fPT6NPwS96dHuvOZ0Hb5fJcc95eKsvZQ0Ib4Ssdu9W/cSPS1cArzAaZE9fSbZPfjTNz7b5SA+JL2kvQh3KT3iQbg8j0WYPdcddzzBZG4961kFvlwFDr024CK+FMIOPo0OND66f2y98qaPPXMjuT30XRs+B/doPQYtibvTok2+28Uovs1pMz4DmT8+IHQQPmy5ID5V4gQ+xABaPkfq/72Vc5K9NhY1Pgm5Rb5ohys+Dt0APk8jKb6tWhA+Q6ksvh4kQT7jqI29aipGvs1IR72e1FU+uG+OPQ6QOr56cVy+0LSNPOuSLr5kWFk+6I5IvmD4n73sf0i+5F9TPsJDiD1/LSq91kICPUIxkD2FRuc8LMQ6Pt1dnr3AaRs+H+p4PdAmQr6AjUI+P5PjPAFwmr07C6E95IOSvUd6i7vJdsu95HkkPteuVL4dyiw+f/9XPvaHfDzzeyY+GFfmPXklCb5NUue9xFMDPh3mqD3vkmy86yg2vtSuAT75KQA+jCOjvWLOtb0x2VE+IdC2vUdIN769OVU++gNLvRfBOz73shq+UMIbvl2H2z329A2+RC3ovUST271ycNC9/dcUvoCOYjxR42Y9sJuxvTR2tr2XGRm+lBFWPRINHb17uVq+BdFBPs3O3z1xnsA83gdYvksasLwj1TC+0xKmPR0+pLuUkS++RhUTPjZUzzwzZUe+nxaWPGJedL3U5NK9rXTsPGTXQj5lrq29IgDrO5k5MD7PS4G9CgJbvi1ts709GQY+q8vvva0sGT2p3Ei+Y7+PvdjzUD5YrDa8WigiOl2bWr7EaA4+N24aPuump72eiC0+zppJPogJLb6++Fc+P7r2vcN1Rz3+PpW9UTA6vjXmvTxwgeK9QeUUPi2UIj5bNPG9wLUpvuaiwb3feuq8WSQyPi8mkr2CX9q9PDMmPpssOT4tuJA9abhAvvyurT0Aswu+eSznvQi1hj3iLaS9DDvNvQ58/j0TPIw7TdkQPhAdczu4EO89vdycvUL3Lb7ZZJ49NleyPW3jUT45gBM+D6sZvjAHvT1VKhY+cDS2u7SePz4IpD4++MEPPh+Y5rzTYf28pLfvvYOdx72QSjM+EdVAPtZ8S75hKTA9SOYCPqq9lDvB84g90bXpPccq7z1cXgu+jJMgPXPgWr4s2ww+HHI3vhDS4b14S7U9DX45PpO1ET6Y14W9uTDxvBttCD5a8cy8/Q8pvcKwFL4K/L+9yfLnPbUVHj49pvk96zk0PgzHO76pQU4+eQvevSqt4rz2MlW9v0INvnUCqr1Uci++y8LmPQ4cu72kSSK+/n0pvgwYG76yuhc+tM9Jvj7DLr7y/Ii9F5YWvls40r33UT2+dcStva2RJb2yJXC9pgySPXljXb7oOBY+lZ8LPl+NU76yfhM+geE7viIMvr0gJRc+HTzaPRrigL2KZSY8kQoiPnfbVzxGjg2+Ppcvvt8Zzr3obRs+2vI7PnOvHb6/WVy9N+mXPNuQUj5P1D0+dLCPPVnqNL5riZC96iLRPQQI4T0ssdy9Ua1APUdZ1bzbWka+y43UPGqpobybfia9McgcPgqSwb317bG9M67vvXTSCb7NSIq7hkhpPcvuRj5C8hA+L7ZtvWa+Wj7CUCU8ATtKPqMiVD5ski6+FoskPtV6Sz6e9yg+bL8lPoyVob3SHrQ5UlEBvtIu9T1DKBY9cKFcPuoGoD1AswC+rqVPPh8/Qb7fyKk6Fs9APfLd/b0fDAG+qSZPPQsLrLwHCXE9Juf6vNyfRr6VOqA7e2i8PbSnUr6qOEa+gySYvYW/ET1Sdz8+kHG+vfe3LD5K2VE97VRRPoBHUD7HjyO+ZJ/cPbgAJry1vDE+octuvd8NF741DBw+nPoKvs9Sgb35Kfk9Kd8AvdLmb7xDsKA6oy23OSGKP77Gyj8+jDo8vlBl+b2fKgC+U78yPmQBKr5E5OA9TQ1fPUmFJLxN/2o9Q1y2vcjDRD4I9Ic9E1VcvQNK6Tu17j8+n6LEPD7dQL6W6BU+uDsAPkOCsD3kWia+6ScmPnBaBT3Tdz0+E8OKvHzLsb2sU6297NkJPVt90b0flxE+RBQtvgp2Tj78/ia9vhJUvOus3b31cwG+uhUsPoqMtz2CcPa9dNXjveK/Dz6fl0A+GF/gvV79wT1+GUY+3oO2vbpcUT7RsV29XzmIvcNZ7D3u1fy8IFklvac2oD1KPSA9NBpevSRf9T0ZdAS+VnipPQItyT1EtNQ9TM3TPZYKRz14TrM83YcKvumRWj5ERja++o+CvfqkOr7sRos83+NjPNAG6j3fOz297d6qPImxyj0x2B2+wYzUPSg8qr1lsa08JbYNvvT7PT2/5y896gU2PqbaAL5Y51Y++nZTPq8k872CxFI+6t9HPmdwCz5WLBS+nsQ7vvUVfj1g1go+Pe3zvZx6Nr79NBA9YjkAPuD7rT28R9c9mKYoPWvFY73Hzaq9jY7UvZj6Ib5TENs9zgsuPqulZj0VyhI9iPApPhV0/L3GYBc+CmtkvOTHD738l/e9ysIsvvw+DT6+AUm+kS8cPIeDo71lxfe9K/gkvSBJCD1K2eY9cRIVPk5Q0ryafAe9XCYjvt3uy726aEM+63mXPasfoj0V/Dw+Du4IPSJGDD7huaG95mY5PLXAjr2uNhg+NG0hPhXzD77koEw+FE2LvdaUID42SCK+TJ8SvnBegr37yRc+C76hPQbi8LtvwEI+kwzXPcDPEb5YKaS9GPaWvWNRMT4TQSU+EmyMvTeasD2mboK9kuPBPVEKCr0sbi8+7rPWvE2EgD3AaKg9u49oPXwvKj14E1A+xa2LPaIcCL4/a0080qZjPNfwQ74BCJ49Z2OhPYmLAD5t4IW7T4smvuNmMb4yhyc+3vCovPmYIj7unzw+hTgGvpR8hbwFs8e9LhKmvT27JL5OVfi88ngtvkvEIz5m8yM+jq7NPbR4hLy4uvi8CQtcvSFNrLz5SYg9JbWUvWgDKD4QQ9I9i1Y0vhuPVbywjFW+GYGBPbhWQb7iKLy9FOnNvVuJ9b15jDe+jBG8PWOM+z2bOx6+PS0fPmZFiD0UxxQ+/A07vDmAUr5+b/Q9oIVQPsbgcT1dFvG9+ZhXPpAtgD2FL4i84g5Rvgvymry0bCY+T109vv+BZz2maRo+4zWpvX3IDL1aqQq+VMMrPmLeg7zswQ0+AsfoPR6sqDwogHI9DcM8vsJipr2fKyS+4LIUPnzL/721mVq9xUkBvne+Kr6YNVK9N4jSuytBIr6fcFs++oaxvU/vwr1uqyI+uviLvOvQU75xTog9fj8cPu1V0b0BJUA+iRhZvhstRr6mBzs+NTDZPaZGoL3+wMm8gk1EO/rJIT5CMjA+Irv2u15OH74Zilc+JXZKvdAqR77skvY9bi3YPNYmAL5mF+A85WMdvhzZlD0JotO9Nb+sPRrthj3Xcvq9IkZRPlQUDj4ajTc+49UYO/QBp701xvy9zZmOvd9ovLw/kVS70PMuvvKIEb0s6mm8UHVWPgkQLz6RnSu+5IVkvFmPI74rgww+KcEqPsc9qj1Qd0m+HHSovadVGz5u8Oo9XCKnvaLbIL3/OAk86oA5PlE/3r2DsP28CGgDPeCG9L2rZ8q6r9A3PWIE3TzJPRC+LWRoPWkAHD13N9G9Oe8ZPixi2r1JZQu+KRYIvhmrFj6X18S9cdIQvm5LAr4/0Do+VPoRvgb5CL3ust29EC5ZPj1PGL427mK9FvQ2Ozyicz3NqR0+wicwvgWsTb5s/Ak9QNDKvcsMe72v6GI91HZdvUr7Sr669oO9gofaPW6dJL4h21Q+jFbIPPs92b382Q49XKqlPW815DwnVSW+uMOBvco4O76FfVG+43ItPihFCT6xMkA+MyAgvfaNAj76I+68KgfLO0c8Cb6GPBi+dSEivixkUr6zXFE+8QwZPg+dCjyQxXu9l6DUvbtF+L0RrTU+DNfBvfAXQD5MgUe+TvTsPQe3Ej6InyW+1pGfPKO1IL52+D++yw4gPojjQT7GBVo+lUGvPTyLCD7JOty9pXrrPcdp1z3WmGs9W74/PbNpXT5wOK29DfLgPevaS76gl/m9Y7AHvfDi473YZae91ZXpveBuPj6ELzS9RpAJPS+WVb6BhcE8LbY7Pqy8zT1tpyS+mcxUvisIF752dvs95VOvPSRMyjyoVwm+9izGPQSasr3wFA4+lMVPvuUCOr6QTCe+YzsjvovyUb40/EQ9qQYDvmVPST6Y/de9LjP0vM6dYD3D8UC+329VPrtIh70URzY+AokXvjZc/T1rJDC+p0xGvVKs6r1FJbm8zzoVPg+R1L1CTkw+UiN4vaHQVT7pD/K7QxINvgHCHj2Z0Dq++SL/PaKWCb2rXRE+kRlnvYRoCT7CxAM+3J2tPKuzFr5NFwC+FzXlPEnJDr5SMQy866k+vlQGrTtTeDC+QUlaPoDaFL4sY9C9aT9uO5mJLz3FcaO9ceA2PjOJe72TUjy+vIv5PelXDD6bHTO+wawyvs09Bj6dejY+efTevVsA+r2SSTq+EsP2Pd7OMz7s60c8qXRLvkuIIr4c+gC+Ln5vu69psr3e2iO+v1FmPewTUT6q7UM+FuO8vQ/ZPb4jja69wd7oPda7l7ZwBwS+vcgIvRFVl7zLuya+fL++Pa6w47x1oKE8IFFKPgWYUb71YAE+psaRvUdimz2gsQQ+1Bnbvcw6AL7JWlC+7DlOvT+1LL0H5M+9rH6DPdgtTL5dVVu++g2WvV8j/z2KfzU+WlEFvfvzCr4Gfw++F8vFPDpQBz4anZ695AktPsU1Hbrb5gi+eQBCPkOuSD7H2ni64kPAPVxmLL6xV7e893VBPWicJz5D6RG+rmqQPYcI9j0qdKK9qVcFvQILXj2y1k6++fLMvdnjMD6adPq8a+ABPr2ol712clW81BaxvXFVKD7tr5G9cjABPklpirxhZPG9mEQMvsFl2b3QHkU+6LRzvCEAA7wM/gy+vB4YvjxQID4CdD2+bi81vU7IQD6Z1s+9pwJxvUct4bzFR06+xrcLPtLk3D16rCo97XghvsirAj7TAdA9aVYxPmUeGD41ogM+pgovPI/xPz44XM+95P0ePiLi4T1N+uM9VpazPfjiDr7fBam9QB/7vXvC6L1pyrA7YdrwvASgd72ftxg+GrdKvfS6zryDq+I9Zr1RPoP5qb0UnzA+dIirvWevs73euH68ctcpvWo4gz3dFlS8zlwzPRLQwzwFi629q7lru2YDlDrfmzA9il77OtV8nb16ri09h+uPvSPt4TyJ6L88fky3vXAIpjxF8Sk6toWiursiiL2HCbq9U+iFvUauVbq1JDq9o3Q5PXD/SLt4LMw9C7bKvV8+HD3eVNC8ne3mu9uMjz3c7L09hBiIO45lkz0xCyW9VRifvYvFLj1s1IE9FYgTvLBjvb2uPhE8bqZevbBUvTwJ35q9pzWOPcQHeT3co8A9Z/a9vXf8O71RtSI7cypEvVJtKbwoSXC9QhCYPT5PkL3BFos8vOK+Ojfgi7tggeY8ZdyzPXdIcb2Ot3Y63KpxvRf/SL0Twpi9fzZ/vVWEpb273hq9Fxlhvd5XxL1uvrA9VCq7vVP6uby8dLm9R+YQPbdFrT3v4We9dKO1vXiMn72db249YFASvTHoRronP7+9mYbBvYEaQr0HB3g9XQxBvR6N5zxNt/O8+dCOvQtgwT2zf3E99I/6PJ6XNrxGTo09fI6IPA9nGDzhjhu8TfvIvTxxZDww3iU9m6q4vXOxrD1DWZA7Rx+LvSuRgb0C98S9ZK4+PcJi2zwA7Rm9LQuxPSa0Abtirzy973UAvX9AkT3wBQQ9gmY3POxgej2mz6w9XuO2vYtwsj2V5rs9HIe4vRPELj0ZNxa9OHDYvLX3YD3WKZa8/rOjPOjqIL0bFhC8ckxZvcuRW73w/a688rFGPTnwRzw1qjM9OfrGvANfbb0TgbW8y+atOwkxYrzo3au825K5O2vCLz1naRg8BIjCPGExJj02pPU8pd4Hvel6q7zYsdM8RW3YO22MvLsJPZM73PN0PE45Xz3XkX09lDDbvF4z3byGqWW8NrwsPbjqOTxO6YM8XJpLvNIZgj1/xGK9S8vWuNsGe73GSi49uciIOyg7+LwvPIQ9vHozPRUCyrzBWCk9/zo2PbaHVL0VSbG8agKKPH1ZOz19PxU9iDgXPZHf1jznZgq8EjV4veyCZr0GF+y8pkTtOn23R714MPE8/w5LPVfvRL0oqYk8OeYMvelz3DwV0sQ85FccvZqnArobxIO8SfFvPadYzDiuIR88QlvzO1NxsTu6zoG8rQPEu2JxCb1ZIG+9JKNBPT1LJjwLIEy9uyIZvKvuLz3snaU89PlTvUEDJr0H+km7CDEfPXVxRD27f3w9QjsWPcJtrzwnmmu8SQpaPSQtlTwaoB+94F5qvaC6JT3NHwY8f+nMPOUyQD24NVY8PmRhvR/OoTygS5y8d2lDvWHnv7yNZ+A7RIZ6vZezoTz30ze7I8kxPYHPd730ZTg9q8RsPV9rGj1mLIG9pujIvDRI4bwVSTw95S8TvYIzSj2xIVu97GszPVJyIT2tEXQ9E12kPJppRL3kZMc6nsstO8CSWD2sEAI9ENMmPcwthL2Npw493QuMvEkPDL3Uqdk87hNZPcL82bwnDoQ9u8zdvPTszTs6Dvi84E61vPt+orsfADC9MUcyvH0X+Tz81A89NKzvO/XSWTvPihA8p2kBPb3BlDxP7II9xgkqvd0rojwfo1o9evcUPYEDbTsozRE9wy3cO0nWarzzFAu99d8RO//mNr10XUs9Mt5evXU8PL3ai0e9pbdZvTOclTw1AQ29PLM4PQTIT7yAGtq70vGxPKt5QTzei9W8/tDAPC9+7jxY+4Q80teaPEnOVz1QyOo8+dLZO9P/RT2kSxu9H8dTvW80gz33xz28crP6u1kmOLyxuZi8BSNZPW3bIr02Doc8bY82vdtBVj3oPES9sPYJPSichD0qwhQ9bkIhvfzhgD3fRx097Z19vL/tfz1boNE8BMUiPcuNar1kgYu82z9pPaxBtTvNTgE963sxPX2iSz1Dxi29IhAsvfIwKj3I7mE76pdyvejLnDzYMBO8qREBPaTecL1xwuw8oXRivavMDryS55m7uUhTvTPtzjxLRZU8jV5zvT2pBjwE97e8tcPPvLmAxDxfh1Q9SF9DPJB8MT1lhXI7do1vvV5IIr0BkE+9ZxenPC5zZz2m+6q8C/wwuwwh2DwR1B289E10vWfXgb2h+j89r/QGPV2Ydb2vS7u8wGXCPHPqIjxjEhs9j4uXvPkaGj3CmlA9h9LqvCHbRrwCkQW8ToKiPBnFabsyHyW9N+kwPabwDT0Kvu68yBfwvLEVDTquK/28ewssPJJ/yDyvdzw9QNgevNYbGb1Hzka9I+3cvK/QO7xIiBI9lZcFPUlPBbzaty49YWMKPYf8jrwz7Ws9winlOw0vyTugasY8exVLvUO2q7wbVOu8baM9vQch+Dz/nh49xKHKPF5HRr0Md6289UiQukQ+Tjwg62s9KM0wvT3P4zuIX2u6v38/Pebsnjsp4Ys8qTU6PaPkYj25Zl698huLPNcbQrx5+fG8fNaXuhokLr1qJDA8pr2+vDm9OL0nZky9CrEtvWGuyLwWtRq9Clt4veyyebxRrZi70n7/PBjb6rzzASi969VTvfQSar3yx0G9TFQ/PCeukjttYoC921KzPGf72rytPS29RXnHPG9Ccz0oTD69b/2lO1wvWr2dIbM6y9XLPJBzJz3Bxk69b+SGvL+bgj2Ej4O9oIr/PNS7g73Z0Zw8jcxnPepgmDsZqza9xoi1PFMFWDxiICQ9hgSPvJlOhL0/ABg9yclNvGffRj3a5OQ86GAbvTwKyLzEc4K9zdX4vDe5ZztFWFY9fZmoOyimBb0yTeW6obU0PEMeTL3u9mu9WdKcvP/F4bwQGlG9pBdoPRDfIj063sy8WdQUvYyRFr2lD0Y9l9vqu5a26LwgEZo8UjAxuxc+7DznK9o8ErWoPCQLbrwm0RA8joMevNu4cr2nxKy7Yld8vOej0ry0/1E9o/lBvZQZdL144688cBMrPSA2jjs+K1y8lXe8PNSYCTsN8m+9MfqpPKyYQj03Jqe8UrJJu6M7ab2gESO9RgKbO6bnPj3hTxM8quiqvJhd1zxVcJ08knVovadlXL0gq5g87G+rvJ7FZT2rZUg8a4VpvD5fXT1Yo5e5FnOJvCIKo7x9AWu99vu+vOVxf73H2Pa8x6Qfvb7ixjyCGum8c80OPcmBBr1MNsk8LNexvEm38byhaQ88ig18PV25M73SiRS6z/NtvSebpjyz9iS91c8Tvc/jQD02itC8dTMIvSmkfD1SijY8jW0vPD08Dz0BBF29z9c4OxbuCb1500k91rikPHZC3Tx2NYC9lNTCutvngzyccMK8AjwtvXbHg71otQC92Kj4PIctgT3Ql5k83qILPR77xzyJY1a9s1E9PRm/Lr00q2g9Y0/cvNMLFz0c70W9kwD2PPw4ybyOSxG9Kwslu9gRgb19xIW8pvIku9FkCb2YxSy96RYPPSbcnzz4v8m7NwbDPN8oYD2Qwsi7s0cPPUR5Xb3cTFy90QS+PK+0gL2oTBs8hDhyPSUU4bx4tdK6f4aUvBQAubxtqVa99g0SPBlTLDzCyes83DqQvOkWhDtoAEM8O8N1vWYEaz1kqUg9K4nxvOiuTz3csMi8Abg6PVdvg7wdk4C9Q5AqPESGCr3CP1s9dHK2PMZ/kTq186o7NgRrPeeCOj2DFUu9jWsxOwnYpTwnrEy8HLn3OcRTTbsei266EsQHPSfVRb0ZB3i9xsa0POt5OD2hQho9sXRZPb91p7y7MXg97djMPNTgTr191kW6xX8JPZKQYTva3oC9Vjs/vKPLUD2KVXE9EUHTvNqkQr3VFza8CiLKPLClxToodoG8NruAPW+5/TuFtl09onQbvTbzsLwCbIi8r2ASvJH7RrwTJce89NVtPM09Wz0wk2C9nkqXu52VdD16GD299FbVvJbmwTw4uTm9dkxoPZSRXr3gG7a8rRwSvb7acr0OPZK7K3vOvPtiOr1Yeis9kOPmPG2yPz1Zkp682D/HPLQQYz2yAWC9odeovGb8Ez22CNc8/fxaPeEvxLxC8926PV4WPcyWaTy1x8s8rnoSvT5kfTwGwSw9MsYWPYwgKr1H7X291wTyu9YgGD0dmhA9bfMSPOgK57xFQkW9hLIFPSknAr0tnd87HXxovGCtnLy6W1y9R1WSPGeGTzvjqWo9xQq8vO8w7Lzi78W8AaVrvLHNbbwJXoA9XU9Nu5GWBT3AFOK6zUl5vTSf87yVR2E9PD8bPWxiEz3DoQ49VfAtvbYbMb02+hc8FjY7PRaqMDzu0a484Q8HvTKGBD27qiI9NzwBPZ+zMTy6hd88apgXPc09kTuwlyk9u1SHPPQWfD1powg9Klg3vf/dUL3T5kO9Rpkyvaqpgbz2fMW8Xau/O58OEr0mHqm8SVhGvfps7LuoEiC9fIYGvaXkfj0gHxO9Er4tvRQEUL3aP/a8sIf1vG6t2rw2tbS86pU0vdjapLzW4ww7AsWavGtEJb3lpnc9cMkSPVF9xLyo9YW8LX1VvV+y5rwS972895kwPXzvhD3l40q9YckGvS71PD2N0iS93c+JvPuUJz3eUyk9yEWEvSw8AT0S+RC9glmsvK2hirz8sGI9QtDsPIuoRLx3P1M9sJwnO9ZixzxlTpc4qLJnvfv+E7wH7QA85s0nvC2LUD1y4DS9HD1Pva9gPTyRSOs8SeadPJFkhbsOmRO97J0UPXBlqzxp+nu9B413PXeL9zs7eFY9xt4zPe9JNr2ELAW9F2s1Padqfr0bw+M7gW0vvRr62TzftxM8BpAXvVqAoTzjwq88hFsbvbGpAz0gExA9P/ckvWqqHL24XGY9r463vIGQX70E7i+9GkSJu0GG6DpIpDI90+JGvaFs47zrgyK9tIEQvT6NaD2WRTO98nQcPYvTHL0YcY68DNmZusxBgDyV6fK8zJgzvF5ZtrzTcsS8KEyEPcW2pLsdoGa9gQ8ivGkRwbzblDS9mqCgPAqCkLx3+3g9gOZTvJOARD3I5I28ElH5vB0Sgr1h4z69XwhTvJJQGL1+xTU9hNJtPfK9ojz1CBA8ubw8vaJBa71N83A9GWkHvVZ8qbxC0V48NcaxvPBsSj1xkCa9ZDPSPI1qULpzqHy7nNtlPSYlAj1dkHs9q1+ivA9uGz0H3xc8T0o0vZkszbwChYS9AdINvalLtry+rQ696a/qPEXJezzVKnG91t5oPU0YDD2fvuS5W9cSPZz0Ij1Sv3g9tpZNOvEFqLyWQjo9gScFvAHq3Lzt0YI9gftyvSFo0DtdqEk9+Dcmvd+D3bwNidO8yz1iPUWfAD3qNeu6RdfFPE6sljwu3N28AM5MPQonrjwKwWU9nLHVO1QLZT0w8sM8wACUug4BN7wrqhm91Dw6PUwcgbvylnk9ptpCuwv5UT1zwRs9C/SAPbTuFr0WhE+9TViWvHB0OzwbOQy94FljPZI8MT2lQX89c9VFvZ7be70wqxe9tD0cPcPC2bt1bAI93tJFPck9xDwKH4C8iInavLG3GrwPkhE8wddpPfS7aj0LSwE9dq6yvAOvgT21sTi95w2tvAVqmjy7s0O8kNUnvdkDvjhbhL+8hu42PZdNT73p1yS9rrgZu4JaXDsTX2Y7hzFVvUo6Ojy9SEG9pk9zukgxMz2LfUO9ZFGBuyg3Zbzk2xm83UilOsQatDvQr+E8h9C3vD+nab2zzng8jl9MvSE9MT1sHuS8c50WPFNfOLz1kSG4EIzMvLmDM7201xo9uwhHPSgGET29ARi82wpgPZUO2zuBH2Y9ZthPvdZBHj1xO3C7Qh8/vHsQ/bw9U3S9ONV/veJLdbxRGzw8eyeAPLZ7QT1Roey8AQSlOydDcrwmDX28V4OXPMzV37wf33Y8L2FgvVEOPz0cPIQ9Abl1PL7rhLwMQia9YK2+Ox/MA73YQzs9JGKLvB9bGT0vr908SItQPc0/Mr0qFQ68EVPpO2tPgb3otMg7N936O1hJQ706SWW8ViRMvEduET3D94M8KT74PFMmmbwxNnQ9VfEmPHetKb3D2zo8nmmkvBnyS718U588n8sivO8EwLymA7k82XM/PcbgtrzFe3Y9R8lovf6/jTw8uHQ9i9yevJMGbb2hiVM9VkI1vXcpqjyrJSC86HQ5PZd4gr2wD587dckwPdyVNDxJAWc9QnvCvOl6Tr2gPH09c/UkvSgKcD0lN4A9eAXCvCNNibxk5VA9XWIpvTZUjjwrCPA81HXAOt0aWD3qX/s833AWPRa9krzfQgi9l+doPeLWLLxk6uw8VJYFvPObEj04OoE95uMNvfuhmDw/sds8aufhvKELfj3ygDw9OkoKvQnW+Tvdhii98nY1PTUU/rwcjaO8ArbevNQubL1C4nY9JDl2vOQDJL2DYZ+7phh0PQdDwzzKPUk9Zn9wvbUig7wN3fO54PVtPT6WhbxTNEu9C4jZvDK0DLzHa4M9HyJ+vZ5cSrzXQyK7sioVvMeYV72m63c90BgoPRd1Jbw++Sa9K1clvBgaYj0913g9jhUTPfKUOr1h/5m8L8twPRLjNL1KqX09IuwcvKqhSL3gB2A8zKfnO+LfJj24vHm9mA5ivbDOA73dvMK8p8pfvTEj+ry3oBw9mxokPQh2gT2qRvg7dvYYvTgvT701OyC9Rs4qPB4V/zucXP48ceCAvdOwFzw+dHk9/B1EPZjWpzs1dsA6Mpk4vd1N3Twkda+8ZfREPe1Wmbyf73275uFvPZ8DuDvz4T+9jQSZPGq5Cz0XHiy8gkHsO0SbBzxuxqE8qX5uvXY3W70CRiY9SNlTu6H5xrydUHA9889BOqlAMj3+tkK84lJfPfJiKD1aBIA92MpAvRNwgz1IBIQ9CooQPeQlZD2fHnu8I6RHvZCehDzMzIE9Vn7HPAx4ujw21Cc9PL40PZXCHb3OUEi92F6VPDrMKbx1HWM90WatvKlmljuw7o44aqAHvTOCZ71csXa8TAhvPaa7Nr3xwM88/Ij8vJoh8bu4YA69ZfZ4vcnfTLxiyQw9ZDNuvZUVvzzNX7O7uJSHOzhT+rzyJ3u8fo5UPdMznbvtNI88fpC5uwPYuTyVKyQ9qbIBvc78cLzbjCe8ru1+PUf8Xb3aVwA9cPjzvLZhrLsAJMa8R3gcvbt/lzxGp4y8NxfWOyaEtLzGo169y0Ayve/Ngb2dp/I8LkRivGe30zuA+mK9jSsIvI11gT1KSks9mkfmO1aBY72Aguw8wARyvYU7MTwZHUk9gaAqPcH3Uz0jyzw9p5MwvSM9zzzilVA9//21utrzH70Tv8281pd0vSdbgbx16dI8NSTDvGnGPj2+Y4m8fJsRPfvGzzpEAYK9hqoZPWfMXj2Cka48BiHXvPQPzTyRXpY7/J9wvWqUXT2rmMU8UmULPTyxOr2SI3g9KWX5vGkfE732Rxq9tnuBvQsDLjw17jG9dk1suXmzZ70acKy75uEhPTN27zxQXFA8CjiEvVxjyzwmrEE9pLPgvMpA97ogCNc8R9ZHPBfiFj3hISa9P+wNPA36FT0EH3w8MZpWvTCPwrtEYq67BZD1PIdFbz2kUcK7CWaCO2hrOD2qPYE8BVQmPaZsHz1pEiq7ARF8PNqqPD1sMLI8zGkXOnZKmzwkmQS9Zjk9vRgScb0cy4G9dR0NPavYRb3nfsG8uI0mvBJNYL1ogVM8l3NlvNBGzbzuR2O93r+Ku7OhZzxSNGi9pr7cvPs48ztr/jq9wl9ovTJzgr25LFE9pMBhvEEjg72ekwm8U4kbuwqoLT3aPSs9Uj7dPKJ3rjuVMa67MKBjvOjB6jp05/08/Rt4vRN8Yb33Buy72ASCPOWWvDq4eLi5MWBJPRxg47sV67+8dZB6PW1HxrxM8hA9Qp3Xu1WqNDw0wLK7wGI1O1beALzSbN08QSyCPBnyRj1Uk8E8QBvUvOupfjwm7S49s5cnvWgOUb2Xs049RZZ3vFerwjzcStE7K6dWO1ys27z1I8Q8r9hSPaH1bTzc6H89vl7rPOSZsjz2XwO9fp/QPDSohbyt1BQ822yAPUy24rzYLt28DvnNvD5VED3S8Qy9ZLZDvZ7bFr0PVCw8f+tDvSLTqbwl0h09rsZ1PZb1GrsC7289bHKUPMhVar2YXCS9wbp9vCaQLz0ui+K8zHFSvZM8/zyMzqe7dqaAvBgBGjzWs1A9+0VTPQkLpDzgeUy8D3ibvNHcg71SmDq9gh9rPZeZHr3AAYS9EOsTPYCpfL27L6W8CDdwPHjutzsPzga9EAE7PbboQ73GLw29xHlsPcu38jwojk+8N95CvIOB5LzHRBE9stREvemCc73i1OS8B/dsvBXrGr24Xfu8Fw0WPTyTID12o948Gj9yu7PKT71Y7Te8UM9BvRmCA7wu0+28eDXHPCeYnjxgCqI8n7kYvVKJiLzOsPe8UIYdvZjQPz1gyZq6r46DPAVPELsZXu88GF68vLTgIj1RQmM9hG/HOy1sYr0B2Lq89idMPFtTqbunhM+8Re8/vW03dz1Xxjo9BX8/vVKQRr3lSbg7S0dLvXP91rwnAKk8o3mUvMslQ730Jeq7l8BDvTdBSDzD08y8LMpJPDL9JbxKize9Jg1/PZMt/TxKuzQ9ofRTvT1H7DsKdDk9qPZ5PRnxsTtUmHq9NsEzvTZEyjz2Ep48C5MVPc3YKDy29W29+wrOvFcjgL0NA369vcbUvOKFJT3GQPm7RKttvYQAfj3U5T28g5GDPZ64NL12nTK9JAGCPYSNST1mrnW81w4OveD1ULyhzuG8dOP0vL6TaLsbji495WA0vbDzTDzO8Hy9ISE/vWo2hbeYchq9QdJPvU00VLzJtYK8slc4vAiNDz2dHlQ9VoaZvFcXozlglEe95nJbuqvn47szwIK9991GvT6SXr21sNq7rw1YvLSDZ73kDR29DeFkvavr7Lwm8Ak9tqBPvVktHb0qLFm9zp8buxRLPrwJR309gW2EPTUNZz0/1jA9aQlQPZd7JL25cFU7DOkAPSx6grzOy6M8L9A9u/4kA73KI4E5hLYhu2b1wLz7Qwc9GW8aPbzahL1cZlc9fSk1vVDx/Lqk1E69DoHXulDTzLyoSHg9i8yuPLJRMTwXcGo9h/C4PLmbSr02Z7u7t2BkPfVh7jwigrK61aiDvSGeWzwwG6w82/hEPe1jzzw+fas7LknkPEQ6PT2SPek8/qSJvP52cbxOCwC9lDpQvXUHcr3YJl29PRHUO2f7dz12ryQ9m+JpPcF4Q70Plii8lJRKvDMZfb0hzZQ868F4PJ0sFb2M9hy8eDRXvIybSr1tUV+9bmVlPTwOGDyYwPw8XKE2PfypZDx7LVU9Lk0RPSsQlzxUGjk90XQ8PWqAGL0BXBQ9GMkgvavc4Lz1+ti7v8x/PXbyFDp3rAc9siUMvTwZPj0VhK67Tj38vJZdbD0JQEI9GQWCvR6i57w7do0881s+vVMdV70Ne7G8RzIePb+w4DrEYDa9B+c0PdFhSD0X+wK9ZuNdvEX+8Dxhtm49zEbqumEpFL0fqyi9phIfvRavA7zb+E69TsQivIUqfb0+uBU9lVFAvQFZab2osxy9R118PY0vojtB5DU9+ykavDYN0bt2Dj28wExmvXlxET1RS1k9xeVlPKShuLx/nF498elNPOSzVbx9sLQ87RuevAj9BT2Gz3m9kW8QvZfxc7w2EmC930KyPJKj9rwU7+W8J7UQPXYV2zzkjE695DYHvf1jNr2agSG91RSwPNcTcL1aWfM7mOJBPfsgIT2lfaW84pRaPSfEC73lH0w9x3KzvDZ/azyyrTm8sBCbPDW1dbzhzIO83leRPFJSxDzbJaq82NfuOzdJp7rqk/e86nrbPIU7QD2GRn89rkIZPWIGfj0vpoQ9zSFDPIWgdj0iImk8GMNiPea5ZD3PqU09xU9NvZ0UHD2OUXu9NV8+vYCBIb0lvx87RNFmvUguHj3RUBy98dSwvHzjYr10/+a8rZgpPA6sVz13Lqm7Qj1EPYjgOL08SWQ74ha3PPaprTyKtuG81H5svT0Tfr1keW09aVQevZIvDrsW21E9IIJ2vYHXCryM6fK8zVoMvS+VVD3fTVI9qnhsvVylvjyyy2i9Z3Z4PSnNSjwcFM88SZTNPMZHszzQLvU8sdhyPRyqHL3qYIk8gGrZPNUXcr1RHlc90C0IvRJ5gj3WPAA9MXIavWzDY7yrcaY7wmr/vB3dlby+6vY87r+dPH6hKzwej38934KDvV0vXL0qPwg9FB9RPYQUST0Jw329bmWNvM7k/rzjS229pAIOPQVSMT395na91pZhveO3xrr8THe9mbNWPb8C/TyVQQ+9B/kgPQloTL1CupK8c35AvHIKaz0+GIs86kcNPSwOhrwq5a68qsVcvYqNYD0C21m9ZIP0O+Z/6bstCbG7ZbSZOW3LlbuXQh49fzAjvdEaRj12GpQ8ZV7QuzsxUT3UtmS9DFq2vEmvX71eY/q5RDoQvZGJMz0D7Pq8IC50vJ95RD2K4BG7MeVbvRNKTL2ecpu7JmkfPV0TMT2KpFS7z45XvB96JjveCD08Qr4ZvahR4ryEcdk8F1yxO+7FY72puk69QaQCvEp0ej0OtA89JNQrveZXGz1+AeE8CKLHvN8i27yb6YK9xGdivQNuObzLmQy9z0TVO9tWtbxMZrQ8ZjDMvEJD0zwHudi8YNkBvIwgoTyWl8Y8AQt3Pamkyrwfk+e8zJZpPcz2YL2Fvqe8qYYKPbLnwjxlEUI9M24/veVcGT0Noyg9wXUPPacZgz2wfEe7MLR5PMad0Luq0Jy8JuvKPBquDjzgGOk8W8eNvM4cV715Wle9USvhPPMh5rwirWu9U7qSvHr5ULtWzqg8c7YUvV2v+zw98nm9NNQlPfKDJr2ZO0M75PsaPerzJbxPxn89eEV0PfDRdb0rAYE8B9rcO6LpKL1KUtO83QI9vdPUSzyEagC9/TeFPKr6VT0hZ9k8h67iOo4GAb2boH69p4FivcC6ZL2wUx+9Oz2/O7qmjLt8VGo9Co1PvHUqhD0pW6u70cG6u83Vd7raM1u9jrnzvEmQ7TwJAb48Vek7vZUoWT0tZ9C6q3qCPUdTwrwmUEc8YjdFvTou7rtQUmo98qakvFKdXrz3yHi9eGCMume+Nz2OZq08G7/tPMwnGj3piBi94CN4PaVqgT3bojI80b99PfQreDx4Rny9pD3vOzxHjLw2zOS7450DvYfEZb1KLCA9/pFsvGmN2Dzl7iW96/1xvA/oVb2N52k9YIV9vZxEBz07V1W9nNxlvZ5eZD3xdMo8aPp3PfOzUb0WL3a9Ekg7u1L9bb2VViE91zhZvZzCgr2oMns8CSEjPUj7Nj0LvjC9h15JPYpcVj2JNTm9SBMHvTRLtzzzNF69M1FsPbD33LyC/Ug9xdVAPW2PPz09j4q81CzTPBpxJL3MUEm9H+ZnvIULZ73K51Y75r0BPUzGQ73VThE91AU9Oy74orxku3M7M63qu9GA1TzIsds67vscvCEs3DybrVK96+r9vB4vcj2SriA9MWg7Pe64e70fyeK7rSd/vXC8bb1oqj22fVVdvRGjfT0djPi8n62xvO3DMDxUhoY70ENhPLMLJD2pGV29gtkvvZcnqTysEgS8RLHCO55HaL2aaGo9azZSvWTFwrp9HQU9QPGVOyX+8ryu72095UQ0Pbh3FL2Os0A8kXk4PR/cJD1kSlE9KhOlO9XN2LpNjs+8",
  "loJwvD9IEz1QnaQ7TiU8vQLgHb3Z10o9B341vT1w/rw2ZRa9LDumO8g9az1WVQe9/WZcvfy6ZTzkPDU9mnmXPBvvVD2lfUe98WrSPB6BhjtjSWu8WoBePUA5G71OfLe8GCm0vBTqrbyYjQA9MaS5u576cD2qgXG8rV4jvRxXtTpAk0k9/jdMPS3HgDwF+qC8CPJpOqrHcj0S01c94DK1u6ECwry11k29lfEjN2cQKb1aRGk9yW4/PeRyXz2AJWu9Genuuj0eS70rrOA7ltyYvNWBYL1FpIS90i9Lu7I2Hjs/zu+8Ww2EPf1CgT2nRae8eVmVvGINV71KYja99SEMvXKZmzzPGjk8arQwvUSUcb1SeqC8Eeq4PPl1uzydFmg8q3/UOTypsDxCgws9tcs7PTS4f70m70g9NdviPPbEirzaTbQ8djFZvSXFbLyP0w09K8aDvRBF3DsFykI9isvZvGQtBbzjmZs77b8mvWtOGD0iCa88uBGdO7Rl9jxgwVK92HkAPYGwF72fDy89EjDZvICk1Dxbbvi8biZdPZaC7jwC8F29oTnyPEOuJD2k27K7FEORvNBEuDwdxQ49auMyvWNSx7zHgzu86+czPPZCJLwMvCi9YnbJPIguQT0EBwU9e2RZvbOuKD3B8QK9BlhaPQrqozxhKAK9ZASxu4kIE70MdCe9PamnPGzTKb2zp2a924kgPbkh1jsiIaa8ZT0xPbfaqjsDwHG961FtvTQ9QDyROfI8ID8rvYaXKTwfok08TdcFuciBjbxV7yC80ZxXvdDzrzygrjC9WF0xPfrdL70JbIe7dkqCvKOzXDyPdnK9TXlpPdXJHT1P88Y8bGRcvb/os7wRi4C9suenvOSztjwfcsG6I92hvAi687swMBe9ijZdvU3YpjuTCjc9kcTYPOweJL0wyWG87n0ZPdHbwjxibhW9gHbUPNFDEz3wF+c8DfezvLl3BL3KikQ8luF4ugzfez0MBNk74bV2PToDHbyXuVM9QjlyvFMT1bxzQPw7T8H6vMakT7tHMQU9imsYPXizWLvlEdU8ILtzPR0Mbrx8dHo9CYQ2vRHZ67sHpnA9T5cOveRQQ72oCjA92TNUPZJAEz2Cf+a7jhA9Pd3g/LwwE1q9qBn5vAwL8TsJH7Y8bb/FvH9Cdr31I708sn17PaXA5ryMdAk8XD2yO4zFvboVsKc8cX8kPMvdvzv3i4s834EYPYEvfL1Q/di87857PXRuxLvBzEY90RXDvCEETD0WaEc9fUwAvWCO7bz3kT67FP6JPET3Pr0mis87h0dGPYvSFT2MUqo8i8bFPIx/KT2L0xc9WvwePe0QjDwI45w7xEuBPWcYZDyRqCs8ijx6PX77cz10Wxi9vPItvYkIgT1WUdy8QE9QPWhYM71AOLi8UNCYPNuWqbzA/0u9THs0O8LDFjtbrt+8xix1PM0iXr3aHz+94cZoPduLNz2UeLI8mOIsPExFVr0CYBa8tr1rPZi/Jj3LmhQ9NBKDPS0FAz0MEX27uxjNu3X4RTy8sFS968TxO0StXT1KcI87ub/fvLiLe73gb2Q7TU+svC00vzy1RgK9/asCvOPlkjtMLt07yi2DPPsyND0R3yG8o4mbvFH/gD11fls8M9KqPFofQj1xVBq9B89qvRg5hzzQci892eWZvM/2B73KsIE9AK6QvPZyGD0mS0I8WwjBO5leQL2XxC09EnA0vQs/qbsTikU9J0nZPE7q+rwgNE88ZnsgPXDhLL29i5U8wcDSPEZB9bx82A69d82xO9QMtbvv0xg9/8xivUvN2Tx4y/i8zP/ru178Ar133tu5zdBLvbKWFj1+0CW9MljZPBzWpLwCS2E9uzZaPaBMj7xD9R89soztOzixYj25JtS8rbN5vT6mPT0HIq688ZFrPEaVN735IBm8spkiPboebz2mc7q7cms+PTF0Pzx0lFa9RLQYvS/Ubr2Yka6869+JPA8WRbt30yy8iXp1Pbacu7uh24Q9V0ArvX7L/7ztc6Q8csBOPconvzxJOma9hT9TPQ5/Pj2BuFC90uLaPGDYLj0dDio9vEQMvca2Or1igLY7VJ2XPAUZRTyhrlY9ddsmO2sOrDx5JDY8XwZqvYEmND1qxgi9zvIlvTKhgD3GZ3A8b+5fPILkcztqvDA9D98MvT8k+rtht0y8SNpXPbI/eLzmQku8h2YGvd4Sxbz0gag8eosDveSqmTxYu3I9kGdhvQ3SgLvFAjK92o5bvUEC+by/HQm8EMbTvDTXQz3ZqZC7L+d2PS6KDT1G6AG9PH2CvRMkXD2xTLU8YXxmvQMihL1l07c7B/dNOgIcXj2waWS8AwXdu+udlznmHE89+4JGPazcl7p05HE9w0quu7dh7rsNSgY9iMiEvflxNLyOBDG9G/OAPSL9Bj3w7Gy8Q+tZvbSXd70uCk89epJ5vZAizrxpMhg9ESYPu4hrrbzNDgo9QrlTvcEWJj1xQig9DrIYvUS59bxOIQW9kLQIvLT4Ijv17Ki8hn32PKSdL70GF9E8crRDPboEZj3I1sa8HGsvPFAxQ73kLYg7fbq1u1FSJr0lCSm9YOzDvP91er2pUzi6J4L6vCSVIrzrv/i83oz/PLfBcj2uLjA9B1LCu5C+iro/TqE8PLsQPQ3GbD0BKqy6+pWCvZXrbDybouw7WO32vG6LmDrjF2a9qGA9va41LL1JZj29rT4MPZDCSz3FNec8l6Ymvfu2drwYGvG80MPSvK1DRz0++Ag9HD2EvRlA+7shf3U8NsVcPSbRgj2mBeQ81n9OPX7F7rw1HJ88zrAFvZrjKr0gOBq9AAjnPF6uS72EMVW9RzksPcrhAb1MGyw9iWyqvOf+Jz2s5HU8y6FWvY6F7TynuWa7VidjvcebpDyKt687xLY0vXkXpzvcEYE9oS+KvAWP1LxH3229/TvmPPchDL1Do2a8mSclPKdGobsFF/w8WDZ5vGW7DT0rLwq9fICEPfmWP7xozlA96j04PYptEDssiRK8VaJbPSsnELxe6NC8GXbMvE9oaLu93mM9KZgdvCO2u7yNIn+9/c4PvcoHGr2DKAw9QJAmvTPBIr1a8Eq9eUhCPUzPUT1BfVw9IU99PZlEF72EAKI8LNqkPGUjEb2ekGW9lKYBvZxCLLrrnXY9t+yrPF5uFD0bpHM8biH3PJcrY7w6bui8AoQePI/jQb1d/2i94ZUOOovNIT1dP8083oxVPES0Xz2F8hi9pEPwul18hD3fjRW9U74cvda9Cz3KWgU9JJmRvN4sD71JOKS85sU/vRMUN7w8KdC832WVO8rmmry/J2I7+4aaPNW9Z7zJo1O9jh8dvcEGfb3of0y9uYRCPU5SSz05hHi9UZM3vS2WUTy9VXU9dxUCvGXLBj2I+Ey9rheDvDVerjuXp388xkE4PRW9fL3qrOq8Prq2PJeqrzxkOy+9wrPvvP7LMDyV4CS9Tp/1vP0YurzMms+6iTvAO3DrYb2d7DC95kiQPHguRb2t8B88AmyDPbMk2rxTWhK9ovRUvYQuTz1ZPuE8djtrvbxfJz08Wms9aTAQPWb4XL0xcA69N2q2PFoHZD2hE2c9K1InPWrP/TyEyN+6fUn9vLJasrwvVXE9iT9hPYa1zTwmqgI9LuXPvOc2SjmMw4s8FruZvMBlo7xYQn69BuvOvP/qgD2vTga9NjM9PYzRcT0K2LO4wcmBPACcOb0Zq009JkyqvAA+Ej2YHjc9vT5jO8GArLxliNQ6Noy2PEqjVTzykBA9jAFfvQ20gzzQU7K8IZWLPJTgRT0YM/U8LUX3vKxOGz0ntwq9FGOsOw1wmzyNhKi81eAxvJCA5jztpjg9PcYivAh6d71L/oQ93eN4vcsCfr3sf1g89K8RPa3/Mjxu5D49Ehi/PGcsHT18Tg099wQHPX34bz06XSE9GD8TPRqaLzy4bHy811KYvJSsJb1oj4G9ZEOXvFCj4zwl/+y7IWa3u0hUYj0NxGU9/wK2vPJPNL2UzUS9hdwyPV7IKD2YE4C7gqA+PYedDL3z5j+9tbNtPdAktDx2eoI8RmwwPSkTPD1wpyM9OJjfvElCwzproFa9aEiXu57LVjzMGMu7qQgwvYqdI730JD89ro76vK5rIb1GnFo9vu4qvY1Mdb08mXy9iy8XvVaTgjzFmWQ9REAzPe/uQj09V908mIzqPPnxgb0I9Gm9KqCLulSFRT03Dxk9IUv9PEJXbzws9QU9PNwwuhhVOD1O1B09wB9+PR8Ch7zzNJG88jJHvX3kgLy6JOy8bzzWvPAiP70s41G9NxA4vVcSQz2lQpw7R4BNvQe22Ts9mgC9BBaTOrWBNrz0RFI9b/xdO9w6f71Ub8u8NvuYvEoYRry5WCC7zEbhu2kQcj1HB1U87US1vI2rGr2NJMQ8Z3IZvbM10LzEJAE9mSAMPf4eOb0M9nO9JSdvPdQ5yLxNtlk9//5AvL+UCz2dzas7kGkYvd0Hbb0tgiy6Sf0ePZG037tJrgi8IPBgvXVDEr3Zc2q9kh43vZuPgL3dHTC9kmkevSO197w79LC7utCuOjeNOTwiL5i8yAJRvMyivTxNyey8MUlXvAETdT36uYM9I2YgPNfryLyn3fQ8e0fuPMafvDvOgHE9CWDvu/lapDyPvQc9B2ysPPDIQL09XoG9a+AHPXRbhD2LGtO8n8UOO9rj37tJxWo90OBhPfNRAL3jToy8UsycPIrsXj1nLQI9Td0kvGF/Az22ci+81zgLvWscS73/wDC8nnpyvItTtDxgqgG8+sw3PM26Lz2TReU7l9W2PJSAcD2YUle74RJIPRu8uTyTkE+96cX+PGAWzbwhQII9A+0YPZWSIj1yfcU855kLPKl9g71HET+97ivXO1zwAzvnz3e9MnxgPXR6Lb3NMle8kFVePf9V5Twu0A49t5cqvKbNbj2EOIE8qig6vc3BhL3sX1G9zRB0vZobibxBkhc9SQ88vE26AD2Di309WMj6vKduKb0gtHC9WA0ePSy1jDuaEXK9RaQcvJN/Uj3mtEY8FJ9FPN0yOTk2Vji9xA0bOVkVTbzxYU094t9vvf+8hL0X5nQ9dm9dvbHdOb3+l1M8p210PYGTgT26oX+9uY2qvMw/dDwYxK+7jwGtvITKgbyyVgq9deM9Pbet3Dxz1eg6SkDiPGLRmDy4eFy9qzIrvbOJvbw4AyG9KlyNvNsHMDw/oFg9emQRvZ7YJTxxRIK9EOsUPSH0SDsgYRe9S85QPRqRCD3/wYm6iiMsPGR18rsARXa88OQgvQBIhDx7AYQ9++VrPW+pXj3nanq9y5IPPXja2TydInk9CXnlOsSQfLy0fY48MmvTPItOHD3dKFS9B90HPVhDRjzvLDg94WlFPYy167yewEC9MzgpvSAc3zqA/289VgGsPM89Erx1+wY9bhz/vNcjmjwFjt47gyKxvPgDAj0FAnE9nmt5O05UcL3lwmQ97rQDvdkDtzzv+FG8SkKzPHy8Yb18xle6zmjzvDzugL0jiIA943rbu+rdGb3FCcc6Jb8pPYqnvbvLN/w8jurBPHRniTtWdVe94D1cPApXWr2rcN+898w7vW16Bj1vanu9EwsyvUSW0DvKVFK9+Cc4PLMuRL2BOai8Pu51vV3X0jy/MWO9dJxCPUoqPDx2g0A8RHMevYu06LzWWtK8d7bQPM26b72k9CW9RF8FvY9vQD0ifui8sDoAu0tQtjy/qDI98WAIPXGjUjyMKvs8xGB7PSqRPj0gxi291laXt+5fYjxpiA28JTE3vXYl1Dz8ZtI8GisXvXELsLzlVTI9BUlOPR7aQT2ZcIS8UdsEveDzLj2UGZ48PFszPYfj0Ltr9hI7kutOvc0VIz0B8tW7f2NqPVVYfL0R8xi9sOldPQ8je73DySg9z1+AvcEHhD0dAVU9FEPZPHpmjby7VDW9LMgPvLASubze2IC8pX9CvRANQz3e3Ko8PbATvDqziTwZZPO811XIPEClmLyWxAY9GOwuPKngojyn5IA9BEKmvOSgBjw3b0s9jXngOwi2RTwRHOG80YlhPZwd/7v5viQ9E2gOvbjvbrzdfoC9nVJNvaRL6LwZsE09woOju3Y+C72tUrC8CC3dvEO6Z7wh4+W8j6N2PF8C4DwB4a08InEgPbXcFD3amom8kpbbvCMrfb1f9oy8i0Gzu5VdIj0l80C9N3kOvP0YqLwcvSo9ovnJO3V0OT0MnZ67E6wXvZ/qn7zOPni9uSnRPMH9mbyOMyQ9ctzfvC6i67wKU3y8cqKNvJsfmbxrKR08l+33vMDfPb06q188Iy0PvQK0cz3RBYI9IxBQvbUKQr1G5369GZdKvaUIPb3G8109UxdmvetcCD34ZT+8qodNPW1lqTzIyX+8RptpPYFw/Trrjxq9YXZkvVVmVb1DDXw9PmMGPK8olLyWHlE7kfnuvPHWITwnJdg89Ai1vEOXP72amE291YJ9PXCMzbxADu261c3IvDxxaTw5zT092OQVvSnUV7ziyEy9yQVnPTkNXD1h9k29qKMqvRUJKjtvHlA8ZF9HPfUpgj1Zq7A8AQEoPStALb3Nkcw8GquCPDdcIr1tvkC7oTFxPTipJbundAY92FskO1RV3jy/ld28ec9Duz4cfD0OfkK9IyFsPXmYtbzZOnO9LOIwvTzxcT0idNG7Jp5hPf2Pd73hyn+9sNDOPKz09jyQ8lc9cdHwPBQiSzpE5V69q7hlusdG4jw5K/i8aJZqvfBrRj3ApCC9SZWbvLLGgL0soKE8fAJqvaz8BL3xQFq9/OQYvdkVFb0CY4Q9u0QCvWdglrwUmf28krkIPW9eDj3sQkK9baX8vKGlCz1zfQs9Rl4hvSZU5bzYE8q86QWIPBQFerttEii9MY/qPF0cgj0Y73c9akMkPZ3MC72Zi368jWJXvVo2Nj1ictw8YdIMPeqMxLzSjSk9YAUbvT0yCD2ff0u9vk3bOsS+dr0U7Bk81UG1O9Mndj3uX3+9aGufvKZ3Db0JwFU94hg9vf6NZ72b1ia8MqYaPY24gL0b7Em9rMsePYjf+jyG/b084CNHPe8HOL2rYYE9jhytvKgbXb0tcBW9Xl7QvJWXk7qk/Ve9c/jlu74oaLsDOaK8z8k2PdLSA7zkaRY910ocvBs4Fj0srzC9P24fPaZ4Vr2JG2S94YJkvYgLIzn//VG9ieJkveyTRD3QA7Y7iUMlPcjrgL0DEaU8tH1Pva1EEb32z508mWhYvAPFWL0T4sw6TKJ6PLd6dL3MJwc9FhUfPIvqmzwqlgc9LrSDvbV9gT037mI92XQvvY47TT0wyXK9LpaDPZ3QgD0KAco7HN8PvCneCj2ykNO89GqhPAD2VbxSFV29dkhuPQF3izx97vI87oh4vbdOeb1OLIE9bNQ5vQU4Nrxfcji8T6smPTZWVL0D9FO8ObKlPNqUST1oYKY8vInKPBVwZj1u3GS8eh5TPeh7dj0nU5S82Qbkujr7Pj3Y0/o8mm5Gvdt/Jb0t9xU9ly1iPTRLm7vmnG+9FuYpvdlmfL2om2291jTcvMD8uTxY7d878RDuPN4EC71hl5g8Um5hvReTez3dSxo9YOIqPdkQrjzX/j49vL5iPVwlhbqi7UQ9jHCVO9YpcL3fqWs98figvFc/CT0KFyY9kfHkPD3cZ70G8mm8z1JmPTtsBrziLs+8fSo0vU1T8juhqZ68LSoYPbWiVT3xWho9MkD2vBXzPb0TGle9bRDpvG4PT7w2HiY8Mbs9vDnlajwJl8m85UQBvTfKCD0xUzY9+y4SPS+5Kz2lGYI9NAoePQWhPT0rSg09VbqAvYn/fD30d2O9FURivfkJBTxpi1S9nYhMveCQ/jx5OCS9hGhsvUKOYL3DdiY9Nz4kPZHEQD0d7is8yTg0PUcLgD2e6fI7tns2vawsVz3di4M9HMYJPSI+TL1TaF29lGJMPejCHj38Bjq9LACNvIQGHb066928sOaPO309gL1I2RK9A1uAvfYShL2NSvY7EYAfPUF4ebuT4Cq8Jo8kveXtrLuaF5S7iMI0OyJa/TqwsoK9Kk6LvDpcSrwfLik9zeU/Pf5RmruJ1Ge8GU2CvWURWr2D3/68s8csvSnLHTz7MjC7RbtXvHrHyLzJTlY9tOHrPOHGxrxEroW8mgWhPIvNNzxHAIm8sTXlu1LBAr2F+4a8iTrUvA1lUz0ZDQ49zEVDvRerhL3XlYA7L01BPOvdeb1RGvG83VLNuzvcArwt1y89Vrq3PMd7ED0KCc68RQf3vOghsrxOlpm88i45vf7u1bxX+iu9Pk3kPPJMVD3YtyA9ZoliPVwfF70S/oA9qV61PKYe57xvk3u9PwKYPPsDDT2zZHo945v0vDEUxDuqVYO9JhaGvAcTLD0lbUA9PZVVvYnrFD0EBkC8kfj1vD6GUT2JrCq9ZI7UPJFeCj39duw8sMA9vcioXb2vT848p3nFvP7trzzGY+I8s3khvHFRGT3F4kq9iJ1OPUzMCrwx7IM965tAPSrh3DyxnbO86d/evJELZL0SaxS9Ajp8vWMfxzxnW5g8sF1wPfT9Nr2coT88w851vbevyjzUb309pCrNvL2TMz1z/0i9XRF+PSnVE728Guq8e1zhPBrljbzqi9G88tgePY9FzLw4Yf+8GdIZvequ8rvS+AS9+32Lu2ZlJT3pYnU7UGpwvTXvT70nWrS7/H1wPf4mQr2awng9W/FwvWMEFj3UUgY8btPOPIkNgTxvjwA9vYa/u1qoj7zyaAe9WeqYPCH3bzxvIkO97wg1vAsUtbxV0bG8eVfpO5lVw7xTUF49apG4uiNXr7wwdRc9ieycvMA3Eb3RpdE7wuGlPD7rGz3gtSW9TXBCve3DIj2kvus6zw00vcmpyTupYg49uWlMvBZKPb1mYD48FVr1u5PdkjwLJ9m8Ew5OPWd8gDwBOXU82Wt4vbx+wbzFa4A8t6aAPasFKz239Rq9t1d7PNZ4Cj2KSXA89TQzvdrDhTvys3i9BgA/vcyJRjwbVh29WWQwvaDq17sRkvs8PnAUPdbzNb30B3M9Fb+WOs8EqjyU2S09Rqigu/nwKL2lbj27id+oO/EZ8DyhwnQ9k/rYu5HMPj2DsT29X/8XO1ZzXD0mCCC69xmBPJpG2ryAQCg9U5a8PAQ8fz3H7qa8p8AjPLaHJj0qo8K89UpbvbfAMb29uPq5j/T+uzAbOz01ipO85MYNvBIttDtLuDc8qoVIvBXcYj0vv1Q9nSgfvPYmRL1+6hY9ZbaYvAvcL7zGAqG8VM6HPFyExjs032i9OPTAvHY/FDy6/1C86NJCvWpylbysaFe8O8IpPMHM4ryYuim8ObpNvHlyY7z64Ew9d2YevU651rwGWbM8eU4SvbhaVD1JLDc7mLPPvDsjxzzYK9c8J3u8PDjCRb0fl/47Z+5gPaLknjwBaGO97oWcuXUvc70uaTI8fiwTvLucCL2wC249nj4CvRqr9jt4stI8qCsWPf4Zgzr+r/W8DV+YvB4zxrxGJ0I9SLoAvfewFr2AQ4a8j5NFPepbgz23aXE9IMQovQnfEL1F4CA96hXmO3mnhL2bZn294HeKPDoR3LwEfxk7vPflPEcZijx3sq+5kgRfPbchQT3xQxk9g7glPdxF8TyDAay8bmA8PY61Qb358tM8DHI9PYa1srq6jVc9hMFaPbi7tLzY4Gu9CpSEvQLSl7wX6BM9ptrGvMi1oDzD22K9u8vEO0O0BjytDmG98LYRPCyQFb1rij+8rQb3O6RFnjyorga92s20vLWtUz0q/AU8K8UMPSyeiTxMhF695SAmvOHgmTyOSzk9jq/WPC8dWT2/HwM8zoNmPVUjaL2kL2K9c5s9vYiHaz1wq4S9BPAEPafDfry+Vii8EfbTug7vqryW64u7Ob9UPXQjoLxzf3q9Ln8WPdt0KL1fmwM9mAZyvN4qXT1GCYi8QeM9PbtHar2oWPs81n1avSOv9bzMwB29HihVvVawAb3jYB+9d8a/vP9Zbz2Awx49cH+GuamMfTwHah68fVJXvLLea73gDqk8jj/OvNWdE73BUCy9g1MkvSLNfT3z8Zs8O8w+PT3ZDz1urW+9LOlcPYpcXzwiq/a8bqZAvOLGYrxwARO8wwgjPN9US71HTQk9n0FnPZ3AFz3jcu0805irPLbe9rwnRL+8fLAtvUyHaT3iUme9E0tyvJ02Krz5iCg9/n7uPJb4Bj0qf0s9EFNfvRV7jbzNUvY7MLZHPUsAhT2JY2i7R+6EPcwYNrsmRha9gjpdvUyUMb3oCFe9kkZ9O+X/6jyEpz66f6nlO5MVa7yie0o9vc5/OkzBhL2fXZ27TSl/vZBDAr0x70U8ACNsvC4dN71pL4E9FferPMfGI70pt7i8ysnmvJ/0d73nSFk8YIq8PO8YfL3fkd88U3R4vQHe2jzJG/O8Id1KuyilTD0soko8eDx/O8ojazojaBU8mycLvTqwQTyihXy8X/G0POuRDT0LSVW88EcKvaikZLzcABm9k6nXPFcD+TzFB9287WBpvUxSfj0JMYC8F/GMvOHObz3JERG8BIZmvb2dqzylUBq9NytivdjSh7q/pAC9VlRnOo9kzDw5FEK9lSbXPBSefj0Fu7w8dDvEu1TM+zzNWLE8wYo1vRdy1bwyUYA8NiBqPRuFdD00Q5I8avRmuhiD1TyuFKK8YFfKvGGaXz3CIjg9f3mpPMi2JTxghp87UslnPZdyLb3q3F09qS2jPJszOTx8zma9GBu9vPCrfrz+ZWo9WEPbO40Pf70mQca8fw1fvbaST7uFVBu95plsPaNdrLwoBgo9Wh9yvXA2eTstDBE8dE43vX3BQL0yUL+8fUK5vBxQaz3c9eW8up8nvdjMAj1MMg89yW0BOfsAfzzNkiQ9I48IPDNgrLyW79w8yS5kPTbXcTuZ8fa71wogvc8wUL1ojrY8Rh0hvegm+TpA2xu9DK+nvJAbdz1Wsoo97n8dPbdNKjvzA8w9pmGbPQlART2KKQA9lXmEvK7Tf71213U9r/BFPdgRqj1wBzk9iNaLvXN3jbyOMLQ9o5fLvCc8VzxMi2I88fhLPMaogL06R7i9jIguPZISlDyro+W8vxSQvKPeFzvf4lq9aIkUPfhpkD8yEZA/2/uMPxksUz88o5A/wTNWP57FhD+hM5k/iltvPzS9iz/qHpI/+wGAP9ZPbD/4LIU/l+tdP9BNcz/bY1M/7rV8P08Siz+mQ5Q/ZEFTP2XLhz/eb30/IxBdP6ZUjT/yF3o/+8hUP1Prlj9aKZc/mYOJP6yzlT+AdIQ/e6sruxcXoj33YQU9avfSPHP7uL1aSDe9CuWivRiGHb0QXay9SrXxPByvlz3HR3k90gKevKhIob20rL+9s3mivV9qaD1E61882ONDvYZygDyqI6i70taRPRLAtTwAg549MvNxPfUhgr1MqMU8VASHvSsfnj0tzjy9m3yZvGP2XLxxzqs+Hsj6PYRLKrxb1J8+ECCpPi2YSL5qioo+rIjCvg47rz5W3DM+gQBwPme34DyzBym8bbpwvuJlPj6HZnq+lLHSPtSUrz74Q5W9V1irvp4/bj3Ua/c9FkXcvp7CjL6kdL2+MGybvv7vDb0pOSs+6lTUvkcZ0b48Xze+LtuwvjMvqb53V1k9Ira3vsFca776sp6+dVbVvVUID76Dt1E9P/yFvgKaGr6HP86+IccOPipcgT0IdhK8qNXuvaGaCj5vc38+V8sWPlFuVj0GNKg9dK2ivokcPT6fVdu+3MITPqZWyL4tH1++mRIFvGPmFj40X9C+uzBYvdfCrTxB/Z++NBuePj7wyj4wBoi+DLrXvsZruj4ksRO+CqYhPqZCVD4ztq49VgpKvpwgwL6VAtS+suaUvuDHxr6X9He+57WjvkMVnL7Eg5a+imIuPng0vj4kule+UlA/Peuupz4IxQU+7uvCvucTYj52a8i+2kRFvn0Fhb6FNNe9wo+XPJPoDr7Wdy4+vMS1vpdIg77tLo69vk2YPo/AGTw+U4k+NNdiPmsXoT51I1a+63cfPedz2L6Re6++cqaiPgHzrL7hzMI++k2oPijkLL3iIrU+qFWovmnMd754/2M+yk7FvkTHwT6M7uG9NSIBvkh9tD7uC9s+Rmm8PtTPZb7Wpcq+RxSwvrDqHD1RWJo+dkzgPQ7oib7R2BS9e9iiPq+6pj1dmIY+9OEVvvcat7sfQHc+7pHVvmuBwT0VHJM+iO5LveArJz1+hAE+cIqHPj71ur6+NcO+LOfQPs9Vfj77Eu+9EZfIPnRW2b6J2xA+oRaBvqEBt77A1Lk8pPr9vKGwlD53lNA+XUZPPj8UhD42loE+PVSpvv9PfD0nPr8+2LyFPkANhL657sK96OpuPAflZ777XLK6+6LyPeEWvD4iMH4+w+8ZPoQmnL79qQI+crTEvmk+iz6uJHy+pm+evvm5vr5x6Qg+wYy+vbvXpD3j2Bu+IfrDvTBuy77zYca9+nhkPprt0r5UZcS+mPSQPLr8ob34sRw+/pcHPkphxL1mNaY8F/qWvocjwj6F+ns9RYKQvpqVmz68nhk+znsIPoYyFb5SOX4+1d80vlhxEr2PCAG++lyWvmiTl76lKBG+V2m6vnXVIL7RYos+JraLPrj5Hz7JTo8+djiHPTxj3b701jY96wtnvRXLqL2Rfjm8Qdg5vrfalT3v7lE+lMqUPhfRt7x/8Ay9CUydPnhVvL5XBM0+8VvyPegW2T4iY76+reIYvjCewD540fy9RQpHvlweqL5hP9U+q2WpPgmPP726ufc8pl0SvteJkb3qO8K+23RWvbSXOT6r/QA+kz99vvD9rT6x7Eo+xmU/vgdAXzyGwg8+a0PFPjzvoD4WAnY9aTfyvTgSL729KMK+yufKvuCOKL7k55S+Lkn2PMAMnj7cjpm+fpNPvrpa/D2CqAa+64zHPlkLBT5dEL2+SCtaPlwRpr5k2Le+L4N3vvDEzT5i0sS+xhLTPa8gJb32Shw+sNTPvgQGvT7TSgo+b4q9PTY4w77xsAe9Kti/vnt1SDuJcD0+lJOMvRnnMT6Y7ua9A37CPrOjUr5wsB49nWcGPZ7gwz5eYh4+b/xnvh3mED6HenQ941eXPRUKvz4vcsK7IwK5vppUyz3dbra+xALSPYqJGz7CsdC+hANfPnG4pz6iVHs+aGGgPm9wEj6Pm72+YmKzPjMIqb6+Za8+lbSUvqBXpD0PJD4+Zs2QvgIHGD5eQSG9qfKivj7buT5DsU28itjFvkhgwj0n0JM+T5HAPok9nb231li+NMW/Pe6AjL2TYnU+eAWpPutRuj70dR09btOkPXsLNz1/TXm9g9LpvRNxrL0+1JK+fQO8Pd9GsD4sa9y+2WWiPpT5y71NSDG+ujJWvXrgtD5GGlE9i0T8vXWirj5LD8w+dioBPihZy76aKbo+/0navtucY76+v36+0PfOvr6w1b7E0X+9BmW5PSIQNzvs18K+W6TYO0NbpD6Hvvg9eP6cPgWkvD3YkCY+4IbavSU/Fr4IzRy++6MFPoRiRL5Qp7y+4RC/vlkGGb7LiAI9wqMQvp+vbD7um8e9aHVNPQu7RT51MBW+hDFxvp00nD2eIS4+tRtQO+wKR75dA/U9WeInvmpBsD6wCIa8vaMtvXMI3D1jypQ+mXebvhVmwr5NIWw9kIqxPs5Rw75Mb+Y9L5EgPtYhIb4rJa4+9HShPHkczrz5SJG9sOOxPa1tjL6So9G+0592PTArkr6J/b4+68aoPo2+lD7q0kU+gFnQPreRkT4QOKy+rUxsPdHSDz46Dcg+dZ83PZWR175tJVI+s/8POxsOh75J4W0+4DVDvqQyj757PgU+YhJnPlshwD438gc+C5ZQvoLWdr4+4CU9nkBrPtoC2T60yUQ+6KNBvoOK67wYaUi+g6UxvUQliL4fGLy+DJjMvYQw/j2nCVk+d35Nvu/2VD4ajLI+Se3Ovogvez4RNUY+wo0vvZoFKj5Q0L6+QMOgPlcDML6Q/E0+pH1ovk/xvDzJisI9c41CvUn4wb4RgNO94gWmPqewFr6fOIC9cEafPioykr7hkG6+E/PwPW5iDr68dqC+FnQavi6YG72TtGE+8xzqvTSR1j6H21s+9E0RvkeicrwBbpS+fKTLvYk8OD4X7US+IiIdPsP2nT7QFKK+j9bcvshyhz3Dvbm+JHb1PAOIyT4GrD0+4SpLvsVnjD1VU0c9bGyCvSRuJT4WBMC+UUv8PYIiir517RY+7dWEPcrYcj7ZDKA9k0mrvq6piz6WsqE+JbOPvp1Jwr6BCSi8W1DZPjWExL4PZVC+kLMvPmE3v764EZ0+0ko2PszDjr5hZTY+JJo0vqEe0j6EhVo+eoXGPQpCpj71iMA+fIHxvQRhpT4brY4+1gQ9PRsF0j7jjsk+2kKFPj6RTb4OjJ4+5DzRPTvhZr529kM+MVqXPtWb2747vhy+tJOJvuVLZr55rbs+Rg53vtGuRz7sBdI+Eh2+vipPSz4iyKm9iF9xvnAcib4uN6++tx9tPsHzpL3cNum9JnKAPab6T75K8Ki+CUuxvm6FUb0nFzm9d7UcvOIRzD6MjZG+FOETvif/mr4btJU+OLT+PVxSWb7stmc+nVfJvsppVb7ipH29/GKkPfBSxb4Ff4c+RUi6Pl+Q1L5n8kg9rggGvl4Mcj76oLe89scivfxalD74Dpo+JfhQPqTxPT6Dcyq+z3gsPpa8iD57nkQ+yruYvZ8D2z6kask9NTkyvG/5uD7N6TM+RMjXvu1Cij2W/mm+2eWNPhbwHL4uWpU+rGu9PtC2Ab3gjsS9oK7OPkN+tb4HK5o+UKMruoFkzr5w+DQ8N6qzvicEvr6QvjO+lp2BvqYTZ76JvmA+3hG/vsq30z48+Pg8Wh+avjmKwL6odzY+U82xPv4I0D5k134+JIjlPSwzQD52kuU9CRDMPm53vD7M1Fa+9+IgPYzcCL79ZMm+OKaaPsVKXD6VbK++Vwa+PjvDl76kp5M+77YuPe8QFb7yZn2+WF4HPnLkpj78dnu9+ZTNPdbGh75EIIs+xeDZPYhRMj4D46q+U3CtPo/Ymz4hCHe+yyplu16fy70ADag+SexPvsmcEb5tWPU9K7azPaV1x76RqdG9jnzAvvBOi77rrdm+NDpOPit9Fj6Lnbo9moYNPj8wLb7Ssr0+8DlrvY6JhT7SYLO9azisPnHimryflGk+GZalPTqmUD5yhay+8du4PufhIj67EtS+Siohvqxk2b6zv3i+DlKwPpACTD6V6qe+3QuJPjDlVT5ZR1q9hiDCPbW7IT5xt+C732/uPCngir60aDI+38a7PnCeLb6/XIq+k0uiPvmrxr0+iLI+bXiCvkcbED3Bfa++s7iIvYNNob1deDS+CU4rPv8KsL7vOP893p15voEQur4/IKe+0TiLPY8w3j2ZyGc+2ng2vuVcC75rMdi+NEKHvsxliL4wupg+R3SiPizNNj66J8o8b2Muvs3/lr4Dksq+KrSbvlmMfj3+h9E+PVbKvXHjVb61F7o+yGKMPjYSwD7cmlu+4w/GPhLshr4OXHy+TRcpvuYTiT2njje+xSeuvmDktb5v3su+GFhivmNoyr4DzTM9J8TevTJzsT7xgk09RCLaPkR7RL4mN7q8KDG+POq6vL4LDMS+bMjvvaU12L67djm+TPzaPmuZUL6D3b07FKBWvj2gdj5dQJo+0u4wPnCXED52t107wNrAPgb2eL7lOnk+Ovl4Pjb6175GSsG+WBO7PqlRBb4hGt0+sOjbvkVryr61Q+q9LddTPvV0Xj5Cg8k+QK/APgzY2D3xWTS+yb21vkuj6r2f4om+IWTBvjlhhr4DNb6+p5HHvUEUm76tE6g9p3nMPr5Ayb6BpNE9Xa6vPr03uD729RO+tcEQvhXis77DCMq9+jDPPoeqlT2wTZ2+wneJvbb/pb0DJlQ+F5OUO+xf4L3YExI+4E4hvR82oD5yTqs+T6j0vf5bE76CIHc+0I3avf/MPT4QF00+D2n0veZRXT0Vn6C934NSPuXfDT2ZjTA+C8uhPa/GzD3UXKC+foZVvjBkC74vvGi+8jLEvgtEMj5hvT2++u+4PuG7xD26BOi9gSW3vrF1s75AwAy+DtHYvpKKJz581hM9ITUsPo9wtT61iT8+HyLQPlvABr7hrTu+Tyw7vo87Cj21/Hs+ALQPPvW8fD3B8yG9uD4QPtXQqj56DJc9IITbPjzMqD7Xeo2+lZmiPoTNXr5hF3s+lwXdvRiJ1z7eses94bLOPj0bxD7Tdtg9KU+qvdoVwr5xK2K+bUBJvp7zST7YXb2+92/jvdQAkb5rHL2+JdZOPrJ02ruys66+6T8GPsQ1J758hVI+EGukvRxSmDyZwGQ9kzMrPuihob5HEcO8/Umivq/HPz5gMcc96s4nPkdLHL5+Com9zeUAPci4LL2Y0a4+0Q+YPoFBoD5GkMI7vxLWPJ2VzL7ky9u9H/RMPloS2j6+woo+GFwQPpt5Nj2/J6k+jmp2vsmzkD1iqne+tb4IvjejJD6bU629EhmNPc7myD5MzMG+pv69Pim3+r3/3tG9mH8jve1GDz7qIrW+/eqouqWfoj728oU+IHJ1vVNW9z0KSoU+kXOsvkEsgj4puEo+qKu0PUo7hD1Z156+2WbMPQiNGj4w0v08SQA6vY0dl71+d7a9iGa5POCi1b2aB8q+7nizvlSYYD5PMcc+DG/pvdGx5L1FVxE+W4XcPvB0ZD5S6PA90KpMPuilZ7vemg0+XSDTPsFdd75Z5ZM8If0qvhQMTz4mQ2s+D2+tPqGWu77uOTe+5OmUPhC3az4nbLG91aCPPokqmT6t1Ye+qBEwPYyvmj6zNKu+rZ2OPUyTh72+ChK9N9cWvkrmID69tn++ygRUPkT+hz5xAWO+CmTIvaUFg76Bc5U9InrHPrWx0T0O8tk+t4R6PSoGqr3pU6q9Y75BPBRuOb23Y6s9TfyCvWbhp7wr8Qi94MqlPZZonLw42q69seBTvVk3B71cu4w9JK+ivSAZyz2G56E9FbtMvWszTz0fsrW87U0VPfjPsz39DMy9NkIBvNCtnb12Iho8GJMvPeQrcz0m+YS9s23nPIJRkLw="
];
export {
  Encoder,
  load,
  loadSync,
  signature
};
