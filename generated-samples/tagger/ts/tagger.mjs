// tagger.ts
var modelName = "tagger";
var memory = { arena: 1088, weights: 1984, fingerprint: 2882564422 };
function makeBuffers_batch1_seq4(arena, weights) {
  let end = 64;
  const next = (bytes) => (end += bytes) - bytes;
  return {
    k: new Float32Array(arena, 128, 32),
    // /attention.k/Add_output_0  f32[1,4,8]
    Transpose: new Float32Array(arena, 0, 32),
    // /attention/MatMul_1_output_0.heads.Transpose  f32[1,1,8,4]
    q: new Float32Array(arena, 128, 32),
    // /attention.q/Add_output_0, /attention.q/Add_output_0.heads  f32[1,4,8]
    Mul: new Float32Array(arena, 256, 16),
    // /attention/MatMul_1_output_0.heads.Mul, /attention/MatMul_1_output_0.heads.Softmax.power, /attention/MatMul_1_output_0.heads.Softmax  f32[1,1,4,4]
    max: new Float32Array(arena, 0, 16),
    // /attention/MatMul_1_output_0.heads.Softmax.max  f32[1,1,4,1]
    sum: new Float32Array(arena, 0, 16),
    // /attention/MatMul_1_output_0.heads.Softmax.sum  f32[1,1,4,1]
    v: new Float32Array(arena, 0, 32),
    // /attention.v/Add_output_0, /attention.v/Add_output_0.heads  f32[1,4,8]
    MatMul_2: new Float32Array(arena, 128, 32),
    // /attention/MatMul_1_output_0.heads.MatMul.2  f32[1,1,4,8]
    Add_output_0: new Float32Array(arena, 0, 32),
    // /Add_output_0, /norm/LayerNormalization_output_0  f32[1,4,8]
    mean: new Float32Array(arena, 128, 16),
    // /norm/LayerNormalization_output_0.mean  f32[1,4]
    inverse_deviation: new Float32Array(arena, 192, 16),
    // /norm/LayerNormalization_output_0.inverse_deviation  f32[1,4]
    hidden: new Float32Array(arena, 128, 32),
    // /hidden/Relu_output_0  f32[1,4,8]
    pool: new Float32Array(arena, 0, 16),
    // /pool/ReduceSum_output_0  f32[1,5]
    q_weight: new Float32Array(weights, next(256), 64),
    // attention.q.weight  f32[8,8]
    q_bias: new Float32Array(weights, next(64), 16),
    // attention.q.bias  f32[8]
    k_weight: new Float32Array(weights, next(256), 64),
    // attention.k.weight  f32[8,8]
    bias: new Float32Array(weights, next(64), 16),
    // attention.k.bias  f32[8]
    v_weight: new Float32Array(weights, next(256), 64),
    // attention.v.weight  f32[8,8]
    v_bias: new Float32Array(weights, next(64), 16),
    // attention.v.bias  f32[8]
    constant: new Float32Array(weights, next(64), 16),
    // /attention/MatMul_1_output_0.heads.constant  f32[]
    norm_weight: new Float32Array(weights, next(64), 16),
    // norm.weight  f32[8]
    norm_bias: new Float32Array(weights, next(64), 16),
    // norm.bias  f32[8]
    hidden_weight: new Float32Array(weights, next(256), 64),
    // hidden.weight  f32[8,8]
    hidden_bias: new Float32Array(weights, next(64), 16),
    // hidden.bias  f32[8]
    score_weight: new Float32Array(weights, next(192), 48),
    // score.weight  f32[8,5]
    score_bias: new Float32Array(weights, next(64), 16),
    // score.bias  f32[5]
    verdict_weight: new Float32Array(weights, next(128), 32),
    // verdict.weight  f32[5,5]
    verdict_bias: new Float32Array(weights, next(64), 16)
    // verdict.bias  f32[5]
  };
}
function makeBuffers_batch1_seq6(arena, weights) {
  let end = 64;
  const next = (bytes) => (end += bytes) - bytes;
  return {
    k: new Float32Array(arena, 0, 48),
    // /attention.k/Add_output_0  f32[1,6,8]
    Transpose: new Float32Array(arena, 192, 48),
    // /attention/MatMul_1_output_0.heads.Transpose  f32[1,1,8,6]
    q: new Float32Array(arena, 384, 48),
    // /attention.q/Add_output_0, /attention.q/Add_output_0.heads  f32[1,6,8]
    Mul: new Float32Array(arena, 0, 48),
    // /attention/MatMul_1_output_0.heads.Mul, /attention/MatMul_1_output_0.heads.Softmax.power, /attention/MatMul_1_output_0.heads.Softmax  f32[1,1,6,6]
    max: new Float32Array(arena, 192, 16),
    // /attention/MatMul_1_output_0.heads.Softmax.max  f32[1,1,6,1]
    sum: new Float32Array(arena, 192, 16),
    // /attention/MatMul_1_output_0.heads.Softmax.sum  f32[1,1,6,1]
    v: new Float32Array(arena, 192, 48),
    // /attention.v/Add_output_0, /attention.v/Add_output_0.heads  f32[1,6,8]
    MatMul_2: new Float32Array(arena, 384, 48),
    // /attention/MatMul_1_output_0.heads.MatMul.2  f32[1,1,6,8]
    Add_output_0: new Float32Array(arena, 0, 48),
    // /Add_output_0, /norm/LayerNormalization_output_0  f32[1,6,8]
    mean: new Float32Array(arena, 192, 16),
    // /norm/LayerNormalization_output_0.mean  f32[1,6]
    inverse_deviation: new Float32Array(arena, 256, 16),
    // /norm/LayerNormalization_output_0.inverse_deviation  f32[1,6]
    hidden: new Float32Array(arena, 192, 48),
    // /hidden/Relu_output_0  f32[1,6,8]
    pool: new Float32Array(arena, 0, 16),
    // /pool/ReduceSum_output_0  f32[1,5]
    q_weight: new Float32Array(weights, next(256), 64),
    // attention.q.weight  f32[8,8]
    q_bias: new Float32Array(weights, next(64), 16),
    // attention.q.bias  f32[8]
    k_weight: new Float32Array(weights, next(256), 64),
    // attention.k.weight  f32[8,8]
    bias: new Float32Array(weights, next(64), 16),
    // attention.k.bias  f32[8]
    v_weight: new Float32Array(weights, next(256), 64),
    // attention.v.weight  f32[8,8]
    v_bias: new Float32Array(weights, next(64), 16),
    // attention.v.bias  f32[8]
    constant: new Float32Array(weights, next(64), 16),
    // /attention/MatMul_1_output_0.heads.constant  f32[]
    norm_weight: new Float32Array(weights, next(64), 16),
    // norm.weight  f32[8]
    norm_bias: new Float32Array(weights, next(64), 16),
    // norm.bias  f32[8]
    hidden_weight: new Float32Array(weights, next(256), 64),
    // hidden.weight  f32[8,8]
    hidden_bias: new Float32Array(weights, next(64), 16),
    // hidden.bias  f32[8]
    score_weight: new Float32Array(weights, next(192), 48),
    // score.weight  f32[8,5]
    score_bias: new Float32Array(weights, next(64), 16),
    // score.bias  f32[5]
    verdict_weight: new Float32Array(weights, next(128), 32),
    // verdict.weight  f32[5,5]
    verdict_bias: new Float32Array(weights, next(64), 16)
    // verdict.bias  f32[5]
  };
}
function makeBuffers_batch2_seq4(arena, weights) {
  let end = 64;
  const next = (bytes) => (end += bytes) - bytes;
  return {
    k: new Float32Array(arena, 256, 64),
    // /attention.k/Add_output_0  f32[2,4,8]
    Transpose: new Float32Array(arena, 0, 64),
    // /attention/MatMul_1_output_0.heads.Transpose  f32[2,1,8,4]
    q: new Float32Array(arena, 256, 64),
    // /attention.q/Add_output_0, /attention.q/Add_output_0.heads  f32[2,4,8]
    Mul: new Float32Array(arena, 512, 32),
    // /attention/MatMul_1_output_0.heads.Mul, /attention/MatMul_1_output_0.heads.Softmax.power, /attention/MatMul_1_output_0.heads.Softmax  f32[2,1,4,4]
    max: new Float32Array(arena, 0, 16),
    // /attention/MatMul_1_output_0.heads.Softmax.max  f32[2,1,4,1]
    sum: new Float32Array(arena, 0, 16),
    // /attention/MatMul_1_output_0.heads.Softmax.sum  f32[2,1,4,1]
    v: new Float32Array(arena, 0, 64),
    // /attention.v/Add_output_0, /attention.v/Add_output_0.heads  f32[2,4,8]
    MatMul_2: new Float32Array(arena, 256, 64),
    // /attention/MatMul_1_output_0.heads.MatMul.2  f32[2,1,4,8]
    Add_output_0: new Float32Array(arena, 0, 64),
    // /Add_output_0, /norm/LayerNormalization_output_0  f32[2,4,8]
    mean: new Float32Array(arena, 256, 16),
    // /norm/LayerNormalization_output_0.mean  f32[2,4]
    inverse_deviation: new Float32Array(arena, 320, 16),
    // /norm/LayerNormalization_output_0.inverse_deviation  f32[2,4]
    hidden: new Float32Array(arena, 256, 64),
    // /hidden/Relu_output_0  f32[2,4,8]
    pool: new Float32Array(arena, 0, 16),
    // /pool/ReduceSum_output_0  f32[2,5]
    q_weight: new Float32Array(weights, next(256), 64),
    // attention.q.weight  f32[8,8]
    q_bias: new Float32Array(weights, next(64), 16),
    // attention.q.bias  f32[8]
    k_weight: new Float32Array(weights, next(256), 64),
    // attention.k.weight  f32[8,8]
    bias: new Float32Array(weights, next(64), 16),
    // attention.k.bias  f32[8]
    v_weight: new Float32Array(weights, next(256), 64),
    // attention.v.weight  f32[8,8]
    v_bias: new Float32Array(weights, next(64), 16),
    // attention.v.bias  f32[8]
    constant: new Float32Array(weights, next(64), 16),
    // /attention/MatMul_1_output_0.heads.constant  f32[]
    norm_weight: new Float32Array(weights, next(64), 16),
    // norm.weight  f32[8]
    norm_bias: new Float32Array(weights, next(64), 16),
    // norm.bias  f32[8]
    hidden_weight: new Float32Array(weights, next(256), 64),
    // hidden.weight  f32[8,8]
    hidden_bias: new Float32Array(weights, next(64), 16),
    // hidden.bias  f32[8]
    score_weight: new Float32Array(weights, next(192), 48),
    // score.weight  f32[8,5]
    score_bias: new Float32Array(weights, next(64), 16),
    // score.bias  f32[5]
    verdict_weight: new Float32Array(weights, next(128), 32),
    // verdict.weight  f32[5,5]
    verdict_bias: new Float32Array(weights, next(64), 16)
    // verdict.bias  f32[5]
  };
}
function makeBuffers_batch2_seq6(arena, weights) {
  let end = 64;
  const next = (bytes) => (end += bytes) - bytes;
  return {
    k: new Float32Array(arena, 384, 96),
    // /attention.k/Add_output_0  f32[2,6,8]
    Transpose: new Float32Array(arena, 0, 96),
    // /attention/MatMul_1_output_0.heads.Transpose  f32[2,1,8,6]
    q: new Float32Array(arena, 384, 96),
    // /attention.q/Add_output_0, /attention.q/Add_output_0.heads  f32[2,6,8]
    Mul: new Float32Array(arena, 768, 80),
    // /attention/MatMul_1_output_0.heads.Mul, /attention/MatMul_1_output_0.heads.Softmax.power, /attention/MatMul_1_output_0.heads.Softmax  f32[2,1,6,6]
    max: new Float32Array(arena, 0, 16),
    // /attention/MatMul_1_output_0.heads.Softmax.max  f32[2,1,6,1]
    sum: new Float32Array(arena, 0, 16),
    // /attention/MatMul_1_output_0.heads.Softmax.sum  f32[2,1,6,1]
    v: new Float32Array(arena, 0, 96),
    // /attention.v/Add_output_0, /attention.v/Add_output_0.heads  f32[2,6,8]
    MatMul_2: new Float32Array(arena, 384, 96),
    // /attention/MatMul_1_output_0.heads.MatMul.2  f32[2,1,6,8]
    Add_output_0: new Float32Array(arena, 0, 96),
    // /Add_output_0, /norm/LayerNormalization_output_0  f32[2,6,8]
    mean: new Float32Array(arena, 384, 16),
    // /norm/LayerNormalization_output_0.mean  f32[2,6]
    inverse_deviation: new Float32Array(arena, 448, 16),
    // /norm/LayerNormalization_output_0.inverse_deviation  f32[2,6]
    hidden: new Float32Array(arena, 384, 96),
    // /hidden/Relu_output_0  f32[2,6,8]
    pool: new Float32Array(arena, 0, 16),
    // /pool/ReduceSum_output_0  f32[2,5]
    q_weight: new Float32Array(weights, next(256), 64),
    // attention.q.weight  f32[8,8]
    q_bias: new Float32Array(weights, next(64), 16),
    // attention.q.bias  f32[8]
    k_weight: new Float32Array(weights, next(256), 64),
    // attention.k.weight  f32[8,8]
    bias: new Float32Array(weights, next(64), 16),
    // attention.k.bias  f32[8]
    v_weight: new Float32Array(weights, next(256), 64),
    // attention.v.weight  f32[8,8]
    v_bias: new Float32Array(weights, next(64), 16),
    // attention.v.bias  f32[8]
    constant: new Float32Array(weights, next(64), 16),
    // /attention/MatMul_1_output_0.heads.constant  f32[]
    norm_weight: new Float32Array(weights, next(64), 16),
    // norm.weight  f32[8]
    norm_bias: new Float32Array(weights, next(64), 16),
    // norm.bias  f32[8]
    hidden_weight: new Float32Array(weights, next(256), 64),
    // hidden.weight  f32[8,8]
    hidden_bias: new Float32Array(weights, next(64), 16),
    // hidden.bias  f32[8]
    score_weight: new Float32Array(weights, next(192), 48),
    // score.weight  f32[8,5]
    score_bias: new Float32Array(weights, next(64), 16),
    // score.bias  f32[5]
    verdict_weight: new Float32Array(weights, next(128), 32),
    // verdict.weight  f32[5,5]
    verdict_bias: new Float32Array(weights, next(64), 16)
    // verdict.bias  f32[5]
  };
}
function matmul_add_4x8_to_4x8_k8(x, w_, bias, y) {
  for (let column_tile = 0; column_tile < 4; column_tile++) {
    let acc_0_0 = 0;
    let acc_0_1 = 0;
    let acc_1_0 = 0;
    let acc_1_1 = 0;
    let acc_2_0 = 0;
    let acc_2_1 = 0;
    let acc_3_0 = 0;
    let acc_3_1 = 0;
    for (let k = 0; k < 8; k++) {
      const x_v1 = x[k];
      const w_v2 = w_[k * 8 + column_tile * 2];
      acc_0_0 += x_v1 * w_v2;
      const w_v3 = w_[k * 8 + column_tile * 2 + 1];
      acc_0_1 += x_v1 * w_v3;
      const x_v4 = x[k + 8];
      acc_1_0 += x_v4 * w_v2;
      acc_1_1 += x_v4 * w_v3;
      const x_v5 = x[k + 16];
      acc_2_0 += x_v5 * w_v2;
      acc_2_1 += x_v5 * w_v3;
      const x_v6 = x[k + 24];
      acc_3_0 += x_v6 * w_v2;
      acc_3_1 += x_v6 * w_v3;
    }
    const bias_v7 = bias[column_tile * 2];
    y[column_tile * 2] = bias_v7 + acc_0_0;
    const bias_v8 = bias[column_tile * 2 + 1];
    y[column_tile * 2 + 1] = bias_v8 + acc_0_1;
    y[column_tile * 2 + 8] = bias_v7 + acc_1_0;
    y[column_tile * 2 + 9] = bias_v8 + acc_1_1;
    y[column_tile * 2 + 16] = bias_v7 + acc_2_0;
    y[column_tile * 2 + 17] = bias_v8 + acc_2_1;
    y[column_tile * 2 + 24] = bias_v7 + acc_3_0;
    y[column_tile * 2 + 25] = bias_v8 + acc_3_1;
  }
}
function transpose_8x4(x, y) {
  for (let y_2 = 0; y_2 < 8; y_2++)
    for (let x_2 = 0; x_2 < 4; x_2++)
      y[y_2 * 4 + x_2] = x[x_2 * 8 + y_2];
}
function matmul_mul_4x8_to_4x4_k8(x, x2, bias, y) {
  for (let column_tile = 0; column_tile < 2; column_tile++) {
    let acc_0_0 = 0;
    let acc_0_1 = 0;
    let acc_1_0 = 0;
    let acc_1_1 = 0;
    let acc_2_0 = 0;
    let acc_2_1 = 0;
    let acc_3_0 = 0;
    let acc_3_1 = 0;
    for (let k = 0; k < 8; k++) {
      const x_v1 = x[k];
      const x2_v2 = x2[k * 4 + column_tile * 2];
      acc_0_0 += x_v1 * x2_v2;
      const x2_v3 = x2[k * 4 + column_tile * 2 + 1];
      acc_0_1 += x_v1 * x2_v3;
      const x_v4 = x[k + 8];
      acc_1_0 += x_v4 * x2_v2;
      acc_1_1 += x_v4 * x2_v3;
      const x_v5 = x[k + 16];
      acc_2_0 += x_v5 * x2_v2;
      acc_2_1 += x_v5 * x2_v3;
      const x_v6 = x[k + 24];
      acc_3_0 += x_v6 * x2_v2;
      acc_3_1 += x_v6 * x2_v3;
    }
    const bias_v7 = bias[0];
    y[column_tile * 2] = acc_0_0 * bias_v7;
    y[column_tile * 2 + 1] = acc_0_1 * bias_v7;
    y[column_tile * 2 + 4] = acc_1_0 * bias_v7;
    y[column_tile * 2 + 5] = acc_1_1 * bias_v7;
    y[column_tile * 2 + 8] = acc_2_0 * bias_v7;
    y[column_tile * 2 + 9] = acc_2_1 * bias_v7;
    y[column_tile * 2 + 12] = acc_3_0 * bias_v7;
    y[column_tile * 2 + 13] = acc_3_1 * bias_v7;
  }
}
function softmax_max_4x4_to_4x1_k4(x, y) {
  for (let y_2 = 0; y_2 < 4; y_2++) {
    let acc = -Infinity;
    for (let rx = 0; rx < 4; rx++)
      acc = Math.max(acc, x[y_2 * 4 + rx]);
    y[y_2] = acc;
  }
}
function softmax_exp_4x4(x, y) {
  for (let y_2 = 0; y_2 < 4; y_2++)
    for (let x_2 = 0; x_2 < 4; x_2++)
      y[y_2 * 4 + x_2] = Math.exp(y[y_2 * 4 + x_2] - x[y_2]);
}
function softmax_sum_4x4_to_4x1_k4(x, y) {
  for (let y_2 = 0; y_2 < 4; y_2++) {
    let acc = 0;
    for (let rx = 0; rx < 4; rx++)
      acc += x[y_2 * 4 + rx];
    y[y_2] = 1 / acc;
  }
}
function softmax_4x4(x, y) {
  for (let y_2 = 0; y_2 < 4; y_2++)
    for (let x_2 = 0; x_2 < 4; x_2++)
      y[y_2 * 4 + x_2] = y[y_2 * 4 + x_2] * x[y_2];
}
function matmul_4x4_to_4x8_k4(x, x2, y) {
  for (let column_tile = 0; column_tile < 4; column_tile++) {
    let acc_0_0 = 0;
    let acc_0_1 = 0;
    let acc_1_0 = 0;
    let acc_1_1 = 0;
    let acc_2_0 = 0;
    let acc_2_1 = 0;
    let acc_3_0 = 0;
    let acc_3_1 = 0;
    for (let k = 0; k < 4; k++) {
      const x_v1 = x[k];
      const x2_v2 = x2[k * 8 + column_tile * 2];
      acc_0_0 += x_v1 * x2_v2;
      const x2_v3 = x2[k * 8 + column_tile * 2 + 1];
      acc_0_1 += x_v1 * x2_v3;
      const x_v4 = x[k + 4];
      acc_1_0 += x_v4 * x2_v2;
      acc_1_1 += x_v4 * x2_v3;
      const x_v5 = x[k + 8];
      acc_2_0 += x_v5 * x2_v2;
      acc_2_1 += x_v5 * x2_v3;
      const x_v6 = x[k + 12];
      acc_3_0 += x_v6 * x2_v2;
      acc_3_1 += x_v6 * x2_v3;
    }
    y[column_tile * 2] = acc_0_0;
    y[column_tile * 2 + 1] = acc_0_1;
    y[column_tile * 2 + 8] = acc_1_0;
    y[column_tile * 2 + 9] = acc_1_1;
    y[column_tile * 2 + 16] = acc_2_0;
    y[column_tile * 2 + 17] = acc_2_1;
    y[column_tile * 2 + 24] = acc_3_0;
    y[column_tile * 2 + 25] = acc_3_1;
  }
}
function add_4x8(x, x2, y) {
  for (let i = 0; i < 32; i++)
    y[i] = x[i] + x2[i];
}
function mean_4x8_to_4_k8(x, y) {
  for (let c = 0; c < 4; c++) {
    let acc = 0;
    for (let rx = 0; rx < 8; rx++)
      acc += x[c * 8 + rx];
    y[c] = acc / 8;
  }
}
function inverse_deviation_4x8_to_4_k8(x, x2, y) {
  for (let c = 0; c < 4; c++) {
    let acc = 0;
    for (let rx = 0; rx < 8; rx++) {
      const value_v1 = x[c * 8 + rx] - x2[c];
      acc += value_v1 * value_v1;
    }
    y[c] = 1 / Math.sqrt(acc / 8 + 9999999747378752e-21);
  }
}
function layer_norm_4x8(x, x2, bias, bias2, y) {
  for (let c = 0; c < 4; c++)
    for (let x_2 = 0; x_2 < 8; x_2++)
      y[c * 8 + x_2] = (y[c * 8 + x_2] - x[c]) * x2[c] * bias[x_2] + bias2[x_2];
}
function matmul_add_relu_4x8_to_4x8_k8(x, w_, bias, y) {
  for (let column_tile = 0; column_tile < 4; column_tile++) {
    let acc_0_0 = 0;
    let acc_0_1 = 0;
    let acc_1_0 = 0;
    let acc_1_1 = 0;
    let acc_2_0 = 0;
    let acc_2_1 = 0;
    let acc_3_0 = 0;
    let acc_3_1 = 0;
    for (let k = 0; k < 8; k++) {
      const x_v1 = x[k];
      const w_v2 = w_[k * 8 + column_tile * 2];
      acc_0_0 += x_v1 * w_v2;
      const w_v3 = w_[k * 8 + column_tile * 2 + 1];
      acc_0_1 += x_v1 * w_v3;
      const x_v4 = x[k + 8];
      acc_1_0 += x_v4 * w_v2;
      acc_1_1 += x_v4 * w_v3;
      const x_v5 = x[k + 16];
      acc_2_0 += x_v5 * w_v2;
      acc_2_1 += x_v5 * w_v3;
      const x_v6 = x[k + 24];
      acc_3_0 += x_v6 * w_v2;
      acc_3_1 += x_v6 * w_v3;
    }
    const bias_v7 = bias[column_tile * 2];
    y[column_tile * 2] = bias_v7 + acc_0_0 < 0 ? 0 : bias_v7 + acc_0_0;
    const bias_v8 = bias[column_tile * 2 + 1];
    y[column_tile * 2 + 1] = bias_v8 + acc_0_1 < 0 ? 0 : bias_v8 + acc_0_1;
    y[column_tile * 2 + 8] = bias_v7 + acc_1_0 < 0 ? 0 : bias_v7 + acc_1_0;
    y[column_tile * 2 + 9] = bias_v8 + acc_1_1 < 0 ? 0 : bias_v8 + acc_1_1;
    y[column_tile * 2 + 16] = bias_v7 + acc_2_0 < 0 ? 0 : bias_v7 + acc_2_0;
    y[column_tile * 2 + 17] = bias_v8 + acc_2_1 < 0 ? 0 : bias_v8 + acc_2_1;
    y[column_tile * 2 + 24] = bias_v7 + acc_3_0 < 0 ? 0 : bias_v7 + acc_3_0;
    y[column_tile * 2 + 25] = bias_v8 + acc_3_1 < 0 ? 0 : bias_v8 + acc_3_1;
  }
}
function matmul_add_4x8_to_4x5_k8(x, w_, bias, y) {
  let acc_0_0 = 0;
  let acc_0_1 = 0;
  let acc_0_2 = 0;
  let acc_1_0 = 0;
  let acc_1_1 = 0;
  let acc_1_2 = 0;
  let acc_2_0 = 0;
  let acc_2_1 = 0;
  let acc_2_2 = 0;
  let acc_3_0 = 0;
  let acc_3_1 = 0;
  let acc_3_2 = 0;
  for (let k = 0; k < 8; k++) {
    const x_v1 = x[k];
    const w_v2 = w_[k * 5];
    acc_0_0 += x_v1 * w_v2;
    const w_v3 = w_[k * 5 + 1];
    acc_0_1 += x_v1 * w_v3;
    const w_v4 = w_[k * 5 + 2];
    acc_0_2 += x_v1 * w_v4;
    const x_v5 = x[k + 8];
    acc_1_0 += x_v5 * w_v2;
    acc_1_1 += x_v5 * w_v3;
    acc_1_2 += x_v5 * w_v4;
    const x_v6 = x[k + 16];
    acc_2_0 += x_v6 * w_v2;
    acc_2_1 += x_v6 * w_v3;
    acc_2_2 += x_v6 * w_v4;
    const x_v7 = x[k + 24];
    acc_3_0 += x_v7 * w_v2;
    acc_3_1 += x_v7 * w_v3;
    acc_3_2 += x_v7 * w_v4;
  }
  const bias_v8 = bias[0];
  y[0] = bias_v8 + acc_0_0;
  const bias_v9 = bias[1];
  y[1] = bias_v9 + acc_0_1;
  const bias_v10 = bias[2];
  y[2] = bias_v10 + acc_0_2;
  y[5] = bias_v8 + acc_1_0;
  y[6] = bias_v9 + acc_1_1;
  y[7] = bias_v10 + acc_1_2;
  y[10] = bias_v8 + acc_2_0;
  y[11] = bias_v9 + acc_2_1;
  y[12] = bias_v10 + acc_2_2;
  y[15] = bias_v8 + acc_3_0;
  y[16] = bias_v9 + acc_3_1;
  y[17] = bias_v10 + acc_3_2;
  let acc_0_0_2 = 0;
  let acc_0_1_2 = 0;
  let acc_1_0_2 = 0;
  let acc_1_1_2 = 0;
  let acc_2_0_2 = 0;
  let acc_2_1_2 = 0;
  let acc_3_0_2 = 0;
  let acc_3_1_2 = 0;
  for (let k = 0; k < 8; k++) {
    const x_v11 = x[k];
    const w_v12 = w_[k * 5 + 3];
    acc_0_0_2 += x_v11 * w_v12;
    const w_v13 = w_[k * 5 + 4];
    acc_0_1_2 += x_v11 * w_v13;
    const x_v14 = x[k + 8];
    acc_1_0_2 += x_v14 * w_v12;
    acc_1_1_2 += x_v14 * w_v13;
    const x_v15 = x[k + 16];
    acc_2_0_2 += x_v15 * w_v12;
    acc_2_1_2 += x_v15 * w_v13;
    const x_v16 = x[k + 24];
    acc_3_0_2 += x_v16 * w_v12;
    acc_3_1_2 += x_v16 * w_v13;
  }
  const bias_v17 = bias[3];
  y[3] = bias_v17 + acc_0_0_2;
  const bias_v18 = bias[4];
  y[4] = bias_v18 + acc_0_1_2;
  y[8] = bias_v17 + acc_1_0_2;
  y[9] = bias_v18 + acc_1_1_2;
  y[13] = bias_v17 + acc_2_0_2;
  y[14] = bias_v18 + acc_2_1_2;
  y[18] = bias_v17 + acc_3_0_2;
  y[19] = bias_v18 + acc_3_1_2;
}
function mul_reduce_sum_4x5_to_5_k4(x, x2, y) {
  let acc_0 = 0;
  let acc_1 = 0;
  let acc_2 = 0;
  for (let rc = 0; rc < 4; rc++) {
    const x2_v1 = x2[rc];
    acc_0 += x[rc * 5] * x2_v1;
    acc_1 += x[rc * 5 + 1] * x2_v1;
    acc_2 += x[rc * 5 + 2] * x2_v1;
  }
  y[0] = acc_0;
  y[1] = acc_1;
  y[2] = acc_2;
  let acc_0_2 = 0;
  let acc_1_2 = 0;
  for (let rc = 0; rc < 4; rc++) {
    const x2_v2 = x2[rc];
    acc_0_2 += x[rc * 5 + 3] * x2_v2;
    acc_1_2 += x[rc * 5 + 4] * x2_v2;
  }
  y[3] = acc_0_2;
  y[4] = acc_1_2;
}
function gemm_5_to_5_k5(x, w_, bias, y) {
  let acc_0 = 0;
  let acc_1 = 0;
  let acc_2 = 0;
  for (let k = 0; k < 5; k++) {
    const x_v1 = x[k];
    acc_0 += x_v1 * w_[k * 5];
    acc_1 += x_v1 * w_[k * 5 + 1];
    acc_2 += x_v1 * w_[k * 5 + 2];
  }
  y[0] = acc_0 + bias[0];
  y[1] = acc_1 + bias[1];
  y[2] = acc_2 + bias[2];
  let acc_0_2 = 0;
  let acc_1_2 = 0;
  for (let k = 0; k < 5; k++) {
    const x_v2 = x[k];
    acc_0_2 += x_v2 * w_[k * 5 + 3];
    acc_1_2 += x_v2 * w_[k * 5 + 4];
  }
  y[3] = acc_0_2 + bias[3];
  y[4] = acc_1_2 + bias[4];
}
function matmul_add_6x8_to_6x8_k8(x, w_, bias, y) {
  for (let row_tile = 0; row_tile < 2; row_tile++) {
    for (let column_tile = 0; column_tile < 4; column_tile++) {
      let acc_0_0 = 0;
      let acc_0_1 = 0;
      let acc_1_0 = 0;
      let acc_1_1 = 0;
      let acc_2_0 = 0;
      let acc_2_1 = 0;
      for (let k = 0; k < 8; k++) {
        const x_v1 = x[row_tile * 24 + k];
        const w_v2 = w_[k * 8 + column_tile * 2];
        acc_0_0 += x_v1 * w_v2;
        const w_v3 = w_[k * 8 + column_tile * 2 + 1];
        acc_0_1 += x_v1 * w_v3;
        const x_v4 = x[row_tile * 24 + k + 8];
        acc_1_0 += x_v4 * w_v2;
        acc_1_1 += x_v4 * w_v3;
        const x_v5 = x[row_tile * 24 + k + 16];
        acc_2_0 += x_v5 * w_v2;
        acc_2_1 += x_v5 * w_v3;
      }
      const bias_v6 = bias[column_tile * 2];
      y[row_tile * 24 + column_tile * 2] = bias_v6 + acc_0_0;
      const bias_v7 = bias[column_tile * 2 + 1];
      y[row_tile * 24 + column_tile * 2 + 1] = bias_v7 + acc_0_1;
      y[row_tile * 24 + column_tile * 2 + 8] = bias_v6 + acc_1_0;
      y[row_tile * 24 + column_tile * 2 + 9] = bias_v7 + acc_1_1;
      y[row_tile * 24 + column_tile * 2 + 16] = bias_v6 + acc_2_0;
      y[row_tile * 24 + column_tile * 2 + 17] = bias_v7 + acc_2_1;
    }
  }
}
function transpose_8x6(x, y) {
  for (let y_2 = 0; y_2 < 8; y_2++)
    for (let x_2 = 0; x_2 < 6; x_2++)
      y[y_2 * 6 + x_2] = x[x_2 * 8 + y_2];
}
function matmul_mul_6x8_to_6x6_k8(x, x2, bias, y) {
  for (let row_tile = 0; row_tile < 2; row_tile++) {
    for (let column_tile = 0; column_tile < 2; column_tile++) {
      let acc_0_0 = 0;
      let acc_0_1 = 0;
      let acc_0_2 = 0;
      let acc_1_0 = 0;
      let acc_1_1 = 0;
      let acc_1_2 = 0;
      let acc_2_0 = 0;
      let acc_2_1 = 0;
      let acc_2_2 = 0;
      for (let k = 0; k < 8; k++) {
        const x_v1 = x[row_tile * 24 + k];
        const x2_v2 = x2[k * 6 + column_tile * 3];
        acc_0_0 += x_v1 * x2_v2;
        const x2_v3 = x2[k * 6 + column_tile * 3 + 1];
        acc_0_1 += x_v1 * x2_v3;
        const x2_v4 = x2[k * 6 + column_tile * 3 + 2];
        acc_0_2 += x_v1 * x2_v4;
        const x_v5 = x[row_tile * 24 + k + 8];
        acc_1_0 += x_v5 * x2_v2;
        acc_1_1 += x_v5 * x2_v3;
        acc_1_2 += x_v5 * x2_v4;
        const x_v6 = x[row_tile * 24 + k + 16];
        acc_2_0 += x_v6 * x2_v2;
        acc_2_1 += x_v6 * x2_v3;
        acc_2_2 += x_v6 * x2_v4;
      }
      const bias_v7 = bias[0];
      y[row_tile * 18 + column_tile * 3] = acc_0_0 * bias_v7;
      y[row_tile * 18 + column_tile * 3 + 1] = acc_0_1 * bias_v7;
      y[row_tile * 18 + column_tile * 3 + 2] = acc_0_2 * bias_v7;
      y[row_tile * 18 + column_tile * 3 + 6] = acc_1_0 * bias_v7;
      y[row_tile * 18 + column_tile * 3 + 7] = acc_1_1 * bias_v7;
      y[row_tile * 18 + column_tile * 3 + 8] = acc_1_2 * bias_v7;
      y[row_tile * 18 + column_tile * 3 + 12] = acc_2_0 * bias_v7;
      y[row_tile * 18 + column_tile * 3 + 13] = acc_2_1 * bias_v7;
      y[row_tile * 18 + column_tile * 3 + 14] = acc_2_2 * bias_v7;
    }
  }
}
function softmax_max_6x6_to_6x1_k6(x, y) {
  for (let y_2 = 0; y_2 < 6; y_2++) {
    let acc = -Infinity;
    for (let rx = 0; rx < 6; rx++)
      acc = Math.max(acc, x[y_2 * 6 + rx]);
    y[y_2] = acc;
  }
}
function softmax_exp_6x6(x, y) {
  for (let y_2 = 0; y_2 < 6; y_2++)
    for (let x_2 = 0; x_2 < 6; x_2++)
      y[y_2 * 6 + x_2] = Math.exp(y[y_2 * 6 + x_2] - x[y_2]);
}
function softmax_sum_6x6_to_6x1_k6(x, y) {
  for (let y_2 = 0; y_2 < 6; y_2++) {
    let acc = 0;
    for (let rx = 0; rx < 6; rx++)
      acc += x[y_2 * 6 + rx];
    y[y_2] = 1 / acc;
  }
}
function softmax_6x6(x, y) {
  for (let y_2 = 0; y_2 < 6; y_2++)
    for (let x_2 = 0; x_2 < 6; x_2++)
      y[y_2 * 6 + x_2] = y[y_2 * 6 + x_2] * x[y_2];
}
function matmul_6x6_to_6x8_k6(x, x2, y) {
  for (let row_tile = 0; row_tile < 2; row_tile++) {
    for (let column_tile = 0; column_tile < 4; column_tile++) {
      let acc_0_0 = 0;
      let acc_0_1 = 0;
      let acc_1_0 = 0;
      let acc_1_1 = 0;
      let acc_2_0 = 0;
      let acc_2_1 = 0;
      for (let k = 0; k < 6; k++) {
        const x_v1 = x[row_tile * 18 + k];
        const x2_v2 = x2[k * 8 + column_tile * 2];
        acc_0_0 += x_v1 * x2_v2;
        const x2_v3 = x2[k * 8 + column_tile * 2 + 1];
        acc_0_1 += x_v1 * x2_v3;
        const x_v4 = x[row_tile * 18 + k + 6];
        acc_1_0 += x_v4 * x2_v2;
        acc_1_1 += x_v4 * x2_v3;
        const x_v5 = x[row_tile * 18 + k + 12];
        acc_2_0 += x_v5 * x2_v2;
        acc_2_1 += x_v5 * x2_v3;
      }
      y[row_tile * 24 + column_tile * 2] = acc_0_0;
      y[row_tile * 24 + column_tile * 2 + 1] = acc_0_1;
      y[row_tile * 24 + column_tile * 2 + 8] = acc_1_0;
      y[row_tile * 24 + column_tile * 2 + 9] = acc_1_1;
      y[row_tile * 24 + column_tile * 2 + 16] = acc_2_0;
      y[row_tile * 24 + column_tile * 2 + 17] = acc_2_1;
    }
  }
}
function add_6x8(x, x2, y) {
  for (let i = 0; i < 48; i++)
    y[i] = x[i] + x2[i];
}
function mean_6x8_to_6_k8(x, y) {
  for (let c = 0; c < 6; c++) {
    let acc = 0;
    for (let rx = 0; rx < 8; rx++)
      acc += x[c * 8 + rx];
    y[c] = acc / 8;
  }
}
function inverse_deviation_6x8_to_6_k8(x, x2, y) {
  for (let c = 0; c < 6; c++) {
    let acc = 0;
    for (let rx = 0; rx < 8; rx++) {
      const value_v1 = x[c * 8 + rx] - x2[c];
      acc += value_v1 * value_v1;
    }
    y[c] = 1 / Math.sqrt(acc / 8 + 9999999747378752e-21);
  }
}
function layer_norm_6x8(x, x2, bias, bias2, y) {
  for (let c = 0; c < 6; c++)
    for (let x_2 = 0; x_2 < 8; x_2++)
      y[c * 8 + x_2] = (y[c * 8 + x_2] - x[c]) * x2[c] * bias[x_2] + bias2[x_2];
}
function matmul_add_relu_6x8_to_6x8_k8(x, w_, bias, y) {
  for (let row_tile = 0; row_tile < 2; row_tile++) {
    for (let column_tile = 0; column_tile < 4; column_tile++) {
      let acc_0_0 = 0;
      let acc_0_1 = 0;
      let acc_1_0 = 0;
      let acc_1_1 = 0;
      let acc_2_0 = 0;
      let acc_2_1 = 0;
      for (let k = 0; k < 8; k++) {
        const x_v1 = x[row_tile * 24 + k];
        const w_v2 = w_[k * 8 + column_tile * 2];
        acc_0_0 += x_v1 * w_v2;
        const w_v3 = w_[k * 8 + column_tile * 2 + 1];
        acc_0_1 += x_v1 * w_v3;
        const x_v4 = x[row_tile * 24 + k + 8];
        acc_1_0 += x_v4 * w_v2;
        acc_1_1 += x_v4 * w_v3;
        const x_v5 = x[row_tile * 24 + k + 16];
        acc_2_0 += x_v5 * w_v2;
        acc_2_1 += x_v5 * w_v3;
      }
      const bias_v6 = bias[column_tile * 2];
      y[row_tile * 24 + column_tile * 2] = bias_v6 + acc_0_0 < 0 ? 0 : bias_v6 + acc_0_0;
      const bias_v7 = bias[column_tile * 2 + 1];
      y[row_tile * 24 + column_tile * 2 + 1] = bias_v7 + acc_0_1 < 0 ? 0 : bias_v7 + acc_0_1;
      y[row_tile * 24 + column_tile * 2 + 8] = bias_v6 + acc_1_0 < 0 ? 0 : bias_v6 + acc_1_0;
      y[row_tile * 24 + column_tile * 2 + 9] = bias_v7 + acc_1_1 < 0 ? 0 : bias_v7 + acc_1_1;
      y[row_tile * 24 + column_tile * 2 + 16] = bias_v6 + acc_2_0 < 0 ? 0 : bias_v6 + acc_2_0;
      y[row_tile * 24 + column_tile * 2 + 17] = bias_v7 + acc_2_1 < 0 ? 0 : bias_v7 + acc_2_1;
    }
  }
}
function matmul_add_6x8_to_6x5_k8(x, w_, bias, y) {
  for (let row_tile = 0; row_tile < 2; row_tile++) {
    let acc_0_0 = 0;
    let acc_0_1 = 0;
    let acc_0_2 = 0;
    let acc_1_0 = 0;
    let acc_1_1 = 0;
    let acc_1_2 = 0;
    let acc_2_0 = 0;
    let acc_2_1 = 0;
    let acc_2_2 = 0;
    for (let k = 0; k < 8; k++) {
      const x_v1 = x[row_tile * 24 + k];
      const w_v2 = w_[k * 5];
      acc_0_0 += x_v1 * w_v2;
      const w_v3 = w_[k * 5 + 1];
      acc_0_1 += x_v1 * w_v3;
      const w_v4 = w_[k * 5 + 2];
      acc_0_2 += x_v1 * w_v4;
      const x_v5 = x[row_tile * 24 + k + 8];
      acc_1_0 += x_v5 * w_v2;
      acc_1_1 += x_v5 * w_v3;
      acc_1_2 += x_v5 * w_v4;
      const x_v6 = x[row_tile * 24 + k + 16];
      acc_2_0 += x_v6 * w_v2;
      acc_2_1 += x_v6 * w_v3;
      acc_2_2 += x_v6 * w_v4;
    }
    const bias_v7 = bias[0];
    y[row_tile * 15] = bias_v7 + acc_0_0;
    const bias_v8 = bias[1];
    y[row_tile * 15 + 1] = bias_v8 + acc_0_1;
    const bias_v9 = bias[2];
    y[row_tile * 15 + 2] = bias_v9 + acc_0_2;
    y[row_tile * 15 + 5] = bias_v7 + acc_1_0;
    y[row_tile * 15 + 6] = bias_v8 + acc_1_1;
    y[row_tile * 15 + 7] = bias_v9 + acc_1_2;
    y[row_tile * 15 + 10] = bias_v7 + acc_2_0;
    y[row_tile * 15 + 11] = bias_v8 + acc_2_1;
    y[row_tile * 15 + 12] = bias_v9 + acc_2_2;
    let acc_0_0_2 = 0;
    let acc_0_1_2 = 0;
    let acc_1_0_2 = 0;
    let acc_1_1_2 = 0;
    let acc_2_0_2 = 0;
    let acc_2_1_2 = 0;
    for (let k = 0; k < 8; k++) {
      const x_v10 = x[row_tile * 24 + k];
      const w_v11 = w_[k * 5 + 3];
      acc_0_0_2 += x_v10 * w_v11;
      const w_v12 = w_[k * 5 + 4];
      acc_0_1_2 += x_v10 * w_v12;
      const x_v13 = x[row_tile * 24 + k + 8];
      acc_1_0_2 += x_v13 * w_v11;
      acc_1_1_2 += x_v13 * w_v12;
      const x_v14 = x[row_tile * 24 + k + 16];
      acc_2_0_2 += x_v14 * w_v11;
      acc_2_1_2 += x_v14 * w_v12;
    }
    const bias_v15 = bias[3];
    y[row_tile * 15 + 3] = bias_v15 + acc_0_0_2;
    const bias_v16 = bias[4];
    y[row_tile * 15 + 4] = bias_v16 + acc_0_1_2;
    y[row_tile * 15 + 8] = bias_v15 + acc_1_0_2;
    y[row_tile * 15 + 9] = bias_v16 + acc_1_1_2;
    y[row_tile * 15 + 13] = bias_v15 + acc_2_0_2;
    y[row_tile * 15 + 14] = bias_v16 + acc_2_1_2;
  }
}
function mul_reduce_sum_6x5_to_5_k6(x, x2, y) {
  let acc_0 = 0;
  let acc_1 = 0;
  let acc_2 = 0;
  for (let rc = 0; rc < 6; rc++) {
    const x2_v1 = x2[rc];
    acc_0 += x[rc * 5] * x2_v1;
    acc_1 += x[rc * 5 + 1] * x2_v1;
    acc_2 += x[rc * 5 + 2] * x2_v1;
  }
  y[0] = acc_0;
  y[1] = acc_1;
  y[2] = acc_2;
  let acc_0_2 = 0;
  let acc_1_2 = 0;
  for (let rc = 0; rc < 6; rc++) {
    const x2_v2 = x2[rc];
    acc_0_2 += x[rc * 5 + 3] * x2_v2;
    acc_1_2 += x[rc * 5 + 4] * x2_v2;
  }
  y[3] = acc_0_2;
  y[4] = acc_1_2;
}
function matmul_add_2x4x8_to_2x4x8_k8(x, w_, bias, y) {
  for (let row = 0; row < 4; row++) {
    for (let column_tile = 0; column_tile < 4; column_tile++) {
      let acc_0_0 = 0;
      let acc_0_1 = 0;
      let acc_1_0 = 0;
      let acc_1_1 = 0;
      for (let k = 0; k < 8; k++) {
        const x_v1 = x[row * 8 + k];
        const w_v2 = w_[k * 8 + column_tile * 2];
        acc_0_0 += x_v1 * w_v2;
        const w_v3 = w_[k * 8 + column_tile * 2 + 1];
        acc_0_1 += x_v1 * w_v3;
        const x_v4 = x[row * 8 + k + 32];
        acc_1_0 += x_v4 * w_v2;
        acc_1_1 += x_v4 * w_v3;
      }
      const bias_v5 = bias[column_tile * 2];
      y[row * 8 + column_tile * 2] = bias_v5 + acc_0_0;
      const bias_v6 = bias[column_tile * 2 + 1];
      y[row * 8 + column_tile * 2 + 1] = bias_v6 + acc_0_1;
      y[row * 8 + column_tile * 2 + 32] = bias_v5 + acc_1_0;
      y[row * 8 + column_tile * 2 + 33] = bias_v6 + acc_1_1;
    }
  }
}
function transpose_2x1x8x4(x, y) {
  for (let n = 0; n < 2; n++)
    for (let y_2 = 0; y_2 < 8; y_2++)
      for (let x_2 = 0; x_2 < 4; x_2++)
        y[n * 32 + y_2 * 4 + x_2] = x[n * 32 + x_2 * 8 + y_2];
}
function matmul_mul_2x1x4x8_to_2x1x4x4_k8(x, x2, bias, y) {
  for (let n = 0; n < 2; n++) {
    for (let column_tile = 0; column_tile < 2; column_tile++) {
      let acc_0_0 = 0;
      let acc_0_1 = 0;
      let acc_1_0 = 0;
      let acc_1_1 = 0;
      let acc_2_0 = 0;
      let acc_2_1 = 0;
      let acc_3_0 = 0;
      let acc_3_1 = 0;
      for (let k = 0; k < 8; k++) {
        const x_v1 = x[n * 32 + k];
        const x2_v2 = x2[n * 32 + k * 4 + column_tile * 2];
        acc_0_0 += x_v1 * x2_v2;
        const x2_v3 = x2[n * 32 + k * 4 + column_tile * 2 + 1];
        acc_0_1 += x_v1 * x2_v3;
        const x_v4 = x[n * 32 + k + 8];
        acc_1_0 += x_v4 * x2_v2;
        acc_1_1 += x_v4 * x2_v3;
        const x_v5 = x[n * 32 + k + 16];
        acc_2_0 += x_v5 * x2_v2;
        acc_2_1 += x_v5 * x2_v3;
        const x_v6 = x[n * 32 + k + 24];
        acc_3_0 += x_v6 * x2_v2;
        acc_3_1 += x_v6 * x2_v3;
      }
      const bias_v7 = bias[0];
      y[n * 16 + column_tile * 2] = acc_0_0 * bias_v7;
      y[n * 16 + column_tile * 2 + 1] = acc_0_1 * bias_v7;
      y[n * 16 + column_tile * 2 + 4] = acc_1_0 * bias_v7;
      y[n * 16 + column_tile * 2 + 5] = acc_1_1 * bias_v7;
      y[n * 16 + column_tile * 2 + 8] = acc_2_0 * bias_v7;
      y[n * 16 + column_tile * 2 + 9] = acc_2_1 * bias_v7;
      y[n * 16 + column_tile * 2 + 12] = acc_3_0 * bias_v7;
      y[n * 16 + column_tile * 2 + 13] = acc_3_1 * bias_v7;
    }
  }
}
function softmax_max_2x1x4x4_to_2x1x4x1_k4(x, y) {
  for (let n = 0; n < 2; n++) {
    for (let y_2 = 0; y_2 < 4; y_2++) {
      let acc = -Infinity;
      for (let rx = 0; rx < 4; rx++)
        acc = Math.max(acc, x[n * 16 + y_2 * 4 + rx]);
      y[n * 4 + y_2] = acc;
    }
  }
}
function softmax_exp_2x1x4x4(x, y) {
  for (let i = 0; i < 8; i++)
    for (let x_2 = 0; x_2 < 4; x_2++)
      y[i * 4 + x_2] = Math.exp(y[i * 4 + x_2] - x[i]);
}
function softmax_sum_2x1x4x4_to_2x1x4x1_k4(x, y) {
  for (let n = 0; n < 2; n++) {
    for (let y_2 = 0; y_2 < 4; y_2++) {
      let acc = 0;
      for (let rx = 0; rx < 4; rx++)
        acc += x[n * 16 + y_2 * 4 + rx];
      y[n * 4 + y_2] = 1 / acc;
    }
  }
}
function softmax_2x1x4x4(x, y) {
  for (let i = 0; i < 8; i++)
    for (let x_2 = 0; x_2 < 4; x_2++)
      y[i * 4 + x_2] = y[i * 4 + x_2] * x[i];
}
function matmul_2x1x4x4_to_2x1x4x8_k4(x, x2, y) {
  for (let n = 0; n < 2; n++) {
    for (let column_tile = 0; column_tile < 4; column_tile++) {
      let acc_0_0 = 0;
      let acc_0_1 = 0;
      let acc_1_0 = 0;
      let acc_1_1 = 0;
      let acc_2_0 = 0;
      let acc_2_1 = 0;
      let acc_3_0 = 0;
      let acc_3_1 = 0;
      for (let k = 0; k < 4; k++) {
        const x_v1 = x[n * 16 + k];
        const x2_v2 = x2[n * 32 + k * 8 + column_tile * 2];
        acc_0_0 += x_v1 * x2_v2;
        const x2_v3 = x2[n * 32 + k * 8 + column_tile * 2 + 1];
        acc_0_1 += x_v1 * x2_v3;
        const x_v4 = x[n * 16 + k + 4];
        acc_1_0 += x_v4 * x2_v2;
        acc_1_1 += x_v4 * x2_v3;
        const x_v5 = x[n * 16 + k + 8];
        acc_2_0 += x_v5 * x2_v2;
        acc_2_1 += x_v5 * x2_v3;
        const x_v6 = x[n * 16 + k + 12];
        acc_3_0 += x_v6 * x2_v2;
        acc_3_1 += x_v6 * x2_v3;
      }
      y[n * 32 + column_tile * 2] = acc_0_0;
      y[n * 32 + column_tile * 2 + 1] = acc_0_1;
      y[n * 32 + column_tile * 2 + 8] = acc_1_0;
      y[n * 32 + column_tile * 2 + 9] = acc_1_1;
      y[n * 32 + column_tile * 2 + 16] = acc_2_0;
      y[n * 32 + column_tile * 2 + 17] = acc_2_1;
      y[n * 32 + column_tile * 2 + 24] = acc_3_0;
      y[n * 32 + column_tile * 2 + 25] = acc_3_1;
    }
  }
}
function add_2x4x8(x, x2, y) {
  for (let i = 0; i < 64; i++)
    y[i] = x[i] + x2[i];
}
function mean_2x4x8_to_2x4_k8(x, y) {
  for (let n = 0; n < 2; n++) {
    for (let c = 0; c < 4; c++) {
      let acc = 0;
      for (let rx = 0; rx < 8; rx++)
        acc += x[n * 32 + c * 8 + rx];
      y[n * 4 + c] = acc / 8;
    }
  }
}
function inverse_deviation_2x4x8_to_2x4_k8(x, x2, y) {
  for (let n = 0; n < 2; n++) {
    for (let c = 0; c < 4; c++) {
      let acc = 0;
      for (let rx = 0; rx < 8; rx++) {
        const value_v1 = x[n * 32 + c * 8 + rx] - x2[n * 4 + c];
        acc += value_v1 * value_v1;
      }
      y[n * 4 + c] = 1 / Math.sqrt(acc / 8 + 9999999747378752e-21);
    }
  }
}
function layer_norm_2x4x8(x, x2, bias, bias2, y) {
  for (let i = 0; i < 8; i++)
    for (let x_2 = 0; x_2 < 8; x_2++)
      y[i * 8 + x_2] = (y[i * 8 + x_2] - x[i]) * x2[i] * bias[x_2] + bias2[x_2];
}
function matmul_add_relu_2x4x8_to_2x4x8_k8(x, w_, bias, y) {
  for (let row = 0; row < 4; row++) {
    for (let column_tile = 0; column_tile < 4; column_tile++) {
      let acc_0_0 = 0;
      let acc_0_1 = 0;
      let acc_1_0 = 0;
      let acc_1_1 = 0;
      for (let k = 0; k < 8; k++) {
        const x_v1 = x[row * 8 + k];
        const w_v2 = w_[k * 8 + column_tile * 2];
        acc_0_0 += x_v1 * w_v2;
        const w_v3 = w_[k * 8 + column_tile * 2 + 1];
        acc_0_1 += x_v1 * w_v3;
        const x_v4 = x[row * 8 + k + 32];
        acc_1_0 += x_v4 * w_v2;
        acc_1_1 += x_v4 * w_v3;
      }
      const bias_v5 = bias[column_tile * 2];
      y[row * 8 + column_tile * 2] = bias_v5 + acc_0_0 < 0 ? 0 : bias_v5 + acc_0_0;
      const bias_v6 = bias[column_tile * 2 + 1];
      y[row * 8 + column_tile * 2 + 1] = bias_v6 + acc_0_1 < 0 ? 0 : bias_v6 + acc_0_1;
      y[row * 8 + column_tile * 2 + 32] = bias_v5 + acc_1_0 < 0 ? 0 : bias_v5 + acc_1_0;
      y[row * 8 + column_tile * 2 + 33] = bias_v6 + acc_1_1 < 0 ? 0 : bias_v6 + acc_1_1;
    }
  }
}
function matmul_add_2x4x8_to_2x4x5_k8(x, w_, bias, y) {
  for (let row = 0; row < 4; row++) {
    let acc_0_0 = 0;
    let acc_0_1 = 0;
    let acc_0_2 = 0;
    let acc_1_0 = 0;
    let acc_1_1 = 0;
    let acc_1_2 = 0;
    for (let k = 0; k < 8; k++) {
      const x_v1 = x[row * 8 + k];
      const w_v2 = w_[k * 5];
      acc_0_0 += x_v1 * w_v2;
      const w_v3 = w_[k * 5 + 1];
      acc_0_1 += x_v1 * w_v3;
      const w_v4 = w_[k * 5 + 2];
      acc_0_2 += x_v1 * w_v4;
      const x_v5 = x[row * 8 + k + 32];
      acc_1_0 += x_v5 * w_v2;
      acc_1_1 += x_v5 * w_v3;
      acc_1_2 += x_v5 * w_v4;
    }
    const bias_v6 = bias[0];
    y[row * 5] = bias_v6 + acc_0_0;
    const bias_v7 = bias[1];
    y[row * 5 + 1] = bias_v7 + acc_0_1;
    const bias_v8 = bias[2];
    y[row * 5 + 2] = bias_v8 + acc_0_2;
    y[row * 5 + 20] = bias_v6 + acc_1_0;
    y[row * 5 + 21] = bias_v7 + acc_1_1;
    y[row * 5 + 22] = bias_v8 + acc_1_2;
    let acc_0_0_2 = 0;
    let acc_0_1_2 = 0;
    let acc_1_0_2 = 0;
    let acc_1_1_2 = 0;
    for (let k = 0; k < 8; k++) {
      const x_v9 = x[row * 8 + k];
      const w_v10 = w_[k * 5 + 3];
      acc_0_0_2 += x_v9 * w_v10;
      const w_v11 = w_[k * 5 + 4];
      acc_0_1_2 += x_v9 * w_v11;
      const x_v12 = x[row * 8 + k + 32];
      acc_1_0_2 += x_v12 * w_v10;
      acc_1_1_2 += x_v12 * w_v11;
    }
    const bias_v13 = bias[3];
    y[row * 5 + 3] = bias_v13 + acc_0_0_2;
    const bias_v14 = bias[4];
    y[row * 5 + 4] = bias_v14 + acc_0_1_2;
    y[row * 5 + 23] = bias_v13 + acc_1_0_2;
    y[row * 5 + 24] = bias_v14 + acc_1_1_2;
  }
}
function mul_reduce_sum_2x4x5_to_2x5_k4(x, x2, y) {
  let acc_0_0 = 0;
  let acc_0_1 = 0;
  let acc_1_0 = 0;
  let acc_1_1 = 0;
  let acc_2_0 = 0;
  let acc_2_1 = 0;
  for (let rc = 0; rc < 4; rc++) {
    const x2_v1 = x2[rc];
    acc_0_0 += x[rc * 5] * x2_v1;
    const x2_v2 = x2[rc + 4];
    acc_0_1 += x[rc * 5 + 20] * x2_v2;
    acc_1_0 += x[rc * 5 + 1] * x2_v1;
    acc_1_1 += x[rc * 5 + 21] * x2_v2;
    acc_2_0 += x[rc * 5 + 2] * x2_v1;
    acc_2_1 += x[rc * 5 + 22] * x2_v2;
  }
  y[0] = acc_0_0;
  y[5] = acc_0_1;
  y[1] = acc_1_0;
  y[6] = acc_1_1;
  y[2] = acc_2_0;
  y[7] = acc_2_1;
  let acc_0_0_2 = 0;
  let acc_0_1_2 = 0;
  let acc_1_0_2 = 0;
  let acc_1_1_2 = 0;
  for (let rc = 0; rc < 4; rc++) {
    const x2_v3 = x2[rc];
    acc_0_0_2 += x[rc * 5 + 3] * x2_v3;
    const x2_v4 = x2[rc + 4];
    acc_0_1_2 += x[rc * 5 + 23] * x2_v4;
    acc_1_0_2 += x[rc * 5 + 4] * x2_v3;
    acc_1_1_2 += x[rc * 5 + 24] * x2_v4;
  }
  y[3] = acc_0_0_2;
  y[8] = acc_0_1_2;
  y[4] = acc_1_0_2;
  y[9] = acc_1_1_2;
}
function gemm_2x5_to_2x5_k5(x, w_, bias, y) {
  let acc_0_0 = 0;
  let acc_0_1 = 0;
  let acc_0_2 = 0;
  let acc_1_0 = 0;
  let acc_1_1 = 0;
  let acc_1_2 = 0;
  for (let k = 0; k < 5; k++) {
    const x_v1 = x[k];
    const w_v2 = w_[k * 5];
    acc_0_0 += x_v1 * w_v2;
    const w_v3 = w_[k * 5 + 1];
    acc_0_1 += x_v1 * w_v3;
    const w_v4 = w_[k * 5 + 2];
    acc_0_2 += x_v1 * w_v4;
    const x_v5 = x[k + 5];
    acc_1_0 += x_v5 * w_v2;
    acc_1_1 += x_v5 * w_v3;
    acc_1_2 += x_v5 * w_v4;
  }
  const bias_v6 = bias[0];
  y[0] = acc_0_0 + bias_v6;
  const bias_v7 = bias[1];
  y[1] = acc_0_1 + bias_v7;
  const bias_v8 = bias[2];
  y[2] = acc_0_2 + bias_v8;
  y[5] = acc_1_0 + bias_v6;
  y[6] = acc_1_1 + bias_v7;
  y[7] = acc_1_2 + bias_v8;
  let acc_0_0_2 = 0;
  let acc_0_1_2 = 0;
  let acc_1_0_2 = 0;
  let acc_1_1_2 = 0;
  for (let k = 0; k < 5; k++) {
    const x_v9 = x[k];
    const w_v10 = w_[k * 5 + 3];
    acc_0_0_2 += x_v9 * w_v10;
    const w_v11 = w_[k * 5 + 4];
    acc_0_1_2 += x_v9 * w_v11;
    const x_v12 = x[k + 5];
    acc_1_0_2 += x_v12 * w_v10;
    acc_1_1_2 += x_v12 * w_v11;
  }
  const bias_v13 = bias[3];
  y[3] = acc_0_0_2 + bias_v13;
  const bias_v14 = bias[4];
  y[4] = acc_0_1_2 + bias_v14;
  y[8] = acc_1_0_2 + bias_v13;
  y[9] = acc_1_1_2 + bias_v14;
}
function matmul_add_2x6x8_to_2x6x8_k8(x, w_, bias, y) {
  for (let row = 0; row < 6; row++) {
    for (let column_tile = 0; column_tile < 4; column_tile++) {
      let acc_0_0 = 0;
      let acc_0_1 = 0;
      let acc_1_0 = 0;
      let acc_1_1 = 0;
      for (let k = 0; k < 8; k++) {
        const x_v1 = x[row * 8 + k];
        const w_v2 = w_[k * 8 + column_tile * 2];
        acc_0_0 += x_v1 * w_v2;
        const w_v3 = w_[k * 8 + column_tile * 2 + 1];
        acc_0_1 += x_v1 * w_v3;
        const x_v4 = x[row * 8 + k + 48];
        acc_1_0 += x_v4 * w_v2;
        acc_1_1 += x_v4 * w_v3;
      }
      const bias_v5 = bias[column_tile * 2];
      y[row * 8 + column_tile * 2] = bias_v5 + acc_0_0;
      const bias_v6 = bias[column_tile * 2 + 1];
      y[row * 8 + column_tile * 2 + 1] = bias_v6 + acc_0_1;
      y[row * 8 + column_tile * 2 + 48] = bias_v5 + acc_1_0;
      y[row * 8 + column_tile * 2 + 49] = bias_v6 + acc_1_1;
    }
  }
}
function transpose_2x1x8x6(x, y) {
  for (let n = 0; n < 2; n++)
    for (let y_2 = 0; y_2 < 8; y_2++)
      for (let x_2 = 0; x_2 < 6; x_2++)
        y[n * 48 + y_2 * 6 + x_2] = x[n * 48 + x_2 * 8 + y_2];
}
function matmul_mul_2x1x6x8_to_2x1x6x6_k8(x, x2, bias, y) {
  for (let n = 0; n < 2; n++) {
    for (let row_tile = 0; row_tile < 2; row_tile++) {
      for (let column_tile = 0; column_tile < 2; column_tile++) {
        let acc_0_0 = 0;
        let acc_0_1 = 0;
        let acc_0_2 = 0;
        let acc_1_0 = 0;
        let acc_1_1 = 0;
        let acc_1_2 = 0;
        let acc_2_0 = 0;
        let acc_2_1 = 0;
        let acc_2_2 = 0;
        for (let k = 0; k < 8; k++) {
          const x_v1 = x[n * 48 + row_tile * 24 + k];
          const x2_v2 = x2[n * 48 + k * 6 + column_tile * 3];
          acc_0_0 += x_v1 * x2_v2;
          const x2_v3 = x2[n * 48 + k * 6 + column_tile * 3 + 1];
          acc_0_1 += x_v1 * x2_v3;
          const x2_v4 = x2[n * 48 + k * 6 + column_tile * 3 + 2];
          acc_0_2 += x_v1 * x2_v4;
          const x_v5 = x[n * 48 + row_tile * 24 + k + 8];
          acc_1_0 += x_v5 * x2_v2;
          acc_1_1 += x_v5 * x2_v3;
          acc_1_2 += x_v5 * x2_v4;
          const x_v6 = x[n * 48 + row_tile * 24 + k + 16];
          acc_2_0 += x_v6 * x2_v2;
          acc_2_1 += x_v6 * x2_v3;
          acc_2_2 += x_v6 * x2_v4;
        }
        const bias_v7 = bias[0];
        y[n * 36 + row_tile * 18 + column_tile * 3] = acc_0_0 * bias_v7;
        y[n * 36 + row_tile * 18 + column_tile * 3 + 1] = acc_0_1 * bias_v7;
        y[n * 36 + row_tile * 18 + column_tile * 3 + 2] = acc_0_2 * bias_v7;
        y[n * 36 + row_tile * 18 + column_tile * 3 + 6] = acc_1_0 * bias_v7;
        y[n * 36 + row_tile * 18 + column_tile * 3 + 7] = acc_1_1 * bias_v7;
        y[n * 36 + row_tile * 18 + column_tile * 3 + 8] = acc_1_2 * bias_v7;
        y[n * 36 + row_tile * 18 + column_tile * 3 + 12] = acc_2_0 * bias_v7;
        y[n * 36 + row_tile * 18 + column_tile * 3 + 13] = acc_2_1 * bias_v7;
        y[n * 36 + row_tile * 18 + column_tile * 3 + 14] = acc_2_2 * bias_v7;
      }
    }
  }
}
function softmax_max_2x1x6x6_to_2x1x6x1_k6(x, y) {
  for (let n = 0; n < 2; n++) {
    for (let y_2 = 0; y_2 < 6; y_2++) {
      let acc = -Infinity;
      for (let rx = 0; rx < 6; rx++)
        acc = Math.max(acc, x[n * 36 + y_2 * 6 + rx]);
      y[n * 6 + y_2] = acc;
    }
  }
}
function softmax_exp_2x1x6x6(x, y) {
  for (let i = 0; i < 12; i++)
    for (let x_2 = 0; x_2 < 6; x_2++)
      y[i * 6 + x_2] = Math.exp(y[i * 6 + x_2] - x[i]);
}
function softmax_sum_2x1x6x6_to_2x1x6x1_k6(x, y) {
  for (let n = 0; n < 2; n++) {
    for (let y_2 = 0; y_2 < 6; y_2++) {
      let acc = 0;
      for (let rx = 0; rx < 6; rx++)
        acc += x[n * 36 + y_2 * 6 + rx];
      y[n * 6 + y_2] = 1 / acc;
    }
  }
}
function softmax_2x1x6x6(x, y) {
  for (let i = 0; i < 12; i++)
    for (let x_2 = 0; x_2 < 6; x_2++)
      y[i * 6 + x_2] = y[i * 6 + x_2] * x[i];
}
function matmul_2x1x6x6_to_2x1x6x8_k6(x, x2, y) {
  for (let n = 0; n < 2; n++) {
    for (let row_tile = 0; row_tile < 2; row_tile++) {
      for (let column_tile = 0; column_tile < 4; column_tile++) {
        let acc_0_0 = 0;
        let acc_0_1 = 0;
        let acc_1_0 = 0;
        let acc_1_1 = 0;
        let acc_2_0 = 0;
        let acc_2_1 = 0;
        for (let k = 0; k < 6; k++) {
          const x_v1 = x[n * 36 + row_tile * 18 + k];
          const x2_v2 = x2[n * 48 + k * 8 + column_tile * 2];
          acc_0_0 += x_v1 * x2_v2;
          const x2_v3 = x2[n * 48 + k * 8 + column_tile * 2 + 1];
          acc_0_1 += x_v1 * x2_v3;
          const x_v4 = x[n * 36 + row_tile * 18 + k + 6];
          acc_1_0 += x_v4 * x2_v2;
          acc_1_1 += x_v4 * x2_v3;
          const x_v5 = x[n * 36 + row_tile * 18 + k + 12];
          acc_2_0 += x_v5 * x2_v2;
          acc_2_1 += x_v5 * x2_v3;
        }
        y[n * 48 + row_tile * 24 + column_tile * 2] = acc_0_0;
        y[n * 48 + row_tile * 24 + column_tile * 2 + 1] = acc_0_1;
        y[n * 48 + row_tile * 24 + column_tile * 2 + 8] = acc_1_0;
        y[n * 48 + row_tile * 24 + column_tile * 2 + 9] = acc_1_1;
        y[n * 48 + row_tile * 24 + column_tile * 2 + 16] = acc_2_0;
        y[n * 48 + row_tile * 24 + column_tile * 2 + 17] = acc_2_1;
      }
    }
  }
}
function add_2x6x8(x, x2, y) {
  for (let i = 0; i < 96; i++)
    y[i] = x[i] + x2[i];
}
function mean_2x6x8_to_2x6_k8(x, y) {
  for (let n = 0; n < 2; n++) {
    for (let c = 0; c < 6; c++) {
      let acc = 0;
      for (let rx = 0; rx < 8; rx++)
        acc += x[n * 48 + c * 8 + rx];
      y[n * 6 + c] = acc / 8;
    }
  }
}
function inverse_deviation_2x6x8_to_2x6_k8(x, x2, y) {
  for (let n = 0; n < 2; n++) {
    for (let c = 0; c < 6; c++) {
      let acc = 0;
      for (let rx = 0; rx < 8; rx++) {
        const value_v1 = x[n * 48 + c * 8 + rx] - x2[n * 6 + c];
        acc += value_v1 * value_v1;
      }
      y[n * 6 + c] = 1 / Math.sqrt(acc / 8 + 9999999747378752e-21);
    }
  }
}
function layer_norm_2x6x8(x, x2, bias, bias2, y) {
  for (let i = 0; i < 12; i++)
    for (let x_2 = 0; x_2 < 8; x_2++)
      y[i * 8 + x_2] = (y[i * 8 + x_2] - x[i]) * x2[i] * bias[x_2] + bias2[x_2];
}
function matmul_add_relu_2x6x8_to_2x6x8_k8(x, w_, bias, y) {
  for (let row = 0; row < 6; row++) {
    for (let column_tile = 0; column_tile < 4; column_tile++) {
      let acc_0_0 = 0;
      let acc_0_1 = 0;
      let acc_1_0 = 0;
      let acc_1_1 = 0;
      for (let k = 0; k < 8; k++) {
        const x_v1 = x[row * 8 + k];
        const w_v2 = w_[k * 8 + column_tile * 2];
        acc_0_0 += x_v1 * w_v2;
        const w_v3 = w_[k * 8 + column_tile * 2 + 1];
        acc_0_1 += x_v1 * w_v3;
        const x_v4 = x[row * 8 + k + 48];
        acc_1_0 += x_v4 * w_v2;
        acc_1_1 += x_v4 * w_v3;
      }
      const bias_v5 = bias[column_tile * 2];
      y[row * 8 + column_tile * 2] = bias_v5 + acc_0_0 < 0 ? 0 : bias_v5 + acc_0_0;
      const bias_v6 = bias[column_tile * 2 + 1];
      y[row * 8 + column_tile * 2 + 1] = bias_v6 + acc_0_1 < 0 ? 0 : bias_v6 + acc_0_1;
      y[row * 8 + column_tile * 2 + 48] = bias_v5 + acc_1_0 < 0 ? 0 : bias_v5 + acc_1_0;
      y[row * 8 + column_tile * 2 + 49] = bias_v6 + acc_1_1 < 0 ? 0 : bias_v6 + acc_1_1;
    }
  }
}
function matmul_add_2x6x8_to_2x6x5_k8(x, w_, bias, y) {
  for (let row = 0; row < 6; row++) {
    let acc_0_0 = 0;
    let acc_0_1 = 0;
    let acc_0_2 = 0;
    let acc_1_0 = 0;
    let acc_1_1 = 0;
    let acc_1_2 = 0;
    for (let k = 0; k < 8; k++) {
      const x_v1 = x[row * 8 + k];
      const w_v2 = w_[k * 5];
      acc_0_0 += x_v1 * w_v2;
      const w_v3 = w_[k * 5 + 1];
      acc_0_1 += x_v1 * w_v3;
      const w_v4 = w_[k * 5 + 2];
      acc_0_2 += x_v1 * w_v4;
      const x_v5 = x[row * 8 + k + 48];
      acc_1_0 += x_v5 * w_v2;
      acc_1_1 += x_v5 * w_v3;
      acc_1_2 += x_v5 * w_v4;
    }
    const bias_v6 = bias[0];
    y[row * 5] = bias_v6 + acc_0_0;
    const bias_v7 = bias[1];
    y[row * 5 + 1] = bias_v7 + acc_0_1;
    const bias_v8 = bias[2];
    y[row * 5 + 2] = bias_v8 + acc_0_2;
    y[row * 5 + 30] = bias_v6 + acc_1_0;
    y[row * 5 + 31] = bias_v7 + acc_1_1;
    y[row * 5 + 32] = bias_v8 + acc_1_2;
    let acc_0_0_2 = 0;
    let acc_0_1_2 = 0;
    let acc_1_0_2 = 0;
    let acc_1_1_2 = 0;
    for (let k = 0; k < 8; k++) {
      const x_v9 = x[row * 8 + k];
      const w_v10 = w_[k * 5 + 3];
      acc_0_0_2 += x_v9 * w_v10;
      const w_v11 = w_[k * 5 + 4];
      acc_0_1_2 += x_v9 * w_v11;
      const x_v12 = x[row * 8 + k + 48];
      acc_1_0_2 += x_v12 * w_v10;
      acc_1_1_2 += x_v12 * w_v11;
    }
    const bias_v13 = bias[3];
    y[row * 5 + 3] = bias_v13 + acc_0_0_2;
    const bias_v14 = bias[4];
    y[row * 5 + 4] = bias_v14 + acc_0_1_2;
    y[row * 5 + 33] = bias_v13 + acc_1_0_2;
    y[row * 5 + 34] = bias_v14 + acc_1_1_2;
  }
}
function mul_reduce_sum_2x6x5_to_2x5_k6(x, x2, y) {
  let acc_0_0 = 0;
  let acc_0_1 = 0;
  let acc_1_0 = 0;
  let acc_1_1 = 0;
  let acc_2_0 = 0;
  let acc_2_1 = 0;
  for (let rc = 0; rc < 6; rc++) {
    const x2_v1 = x2[rc];
    acc_0_0 += x[rc * 5] * x2_v1;
    const x2_v2 = x2[rc + 6];
    acc_0_1 += x[rc * 5 + 30] * x2_v2;
    acc_1_0 += x[rc * 5 + 1] * x2_v1;
    acc_1_1 += x[rc * 5 + 31] * x2_v2;
    acc_2_0 += x[rc * 5 + 2] * x2_v1;
    acc_2_1 += x[rc * 5 + 32] * x2_v2;
  }
  y[0] = acc_0_0;
  y[5] = acc_0_1;
  y[1] = acc_1_0;
  y[6] = acc_1_1;
  y[2] = acc_2_0;
  y[7] = acc_2_1;
  let acc_0_0_2 = 0;
  let acc_0_1_2 = 0;
  let acc_1_0_2 = 0;
  let acc_1_1_2 = 0;
  for (let rc = 0; rc < 6; rc++) {
    const x2_v3 = x2[rc];
    acc_0_0_2 += x[rc * 5 + 3] * x2_v3;
    const x2_v4 = x2[rc + 6];
    acc_0_1_2 += x[rc * 5 + 33] * x2_v4;
    acc_1_0_2 += x[rc * 5 + 4] * x2_v3;
    acc_1_1_2 += x[rc * 5 + 34] * x2_v4;
  }
  y[3] = acc_0_0_2;
  y[8] = acc_0_1_2;
  y[4] = acc_1_0_2;
  y[9] = acc_1_1_2;
}
var buckets = [
  {
    dims: { batch: 1, seq: 4 },
    inputs: {
      words: { name: "words", dtype: "f32", shape: [1, 4, 8], array: "Float32Array", length: 32 },
      weight: { name: "weight", dtype: "f32", shape: [1, 4], array: "Float32Array", length: 4 }
    },
    outputs: {
      tags: { name: "tags", dtype: "f32", shape: [1, 4, 5], array: "Float32Array", length: 20 },
      sentence: { name: "sentence", dtype: "f32", shape: [1, 5], array: "Float32Array", length: 5 }
    }
  },
  {
    dims: { batch: 1, seq: 6 },
    inputs: {
      words: { name: "words", dtype: "f32", shape: [1, 6, 8], array: "Float32Array", length: 48 },
      weight: { name: "weight", dtype: "f32", shape: [1, 6], array: "Float32Array", length: 6 }
    },
    outputs: {
      tags: { name: "tags", dtype: "f32", shape: [1, 6, 5], array: "Float32Array", length: 30 },
      sentence: { name: "sentence", dtype: "f32", shape: [1, 5], array: "Float32Array", length: 5 }
    }
  },
  {
    dims: { batch: 2, seq: 4 },
    inputs: {
      words: { name: "words", dtype: "f32", shape: [2, 4, 8], array: "Float32Array", length: 64 },
      weight: { name: "weight", dtype: "f32", shape: [2, 4], array: "Float32Array", length: 8 }
    },
    outputs: {
      tags: { name: "tags", dtype: "f32", shape: [2, 4, 5], array: "Float32Array", length: 40 },
      sentence: { name: "sentence", dtype: "f32", shape: [2, 5], array: "Float32Array", length: 10 }
    }
  },
  {
    dims: { batch: 2, seq: 6 },
    inputs: {
      words: { name: "words", dtype: "f32", shape: [2, 6, 8], array: "Float32Array", length: 96 },
      weight: { name: "weight", dtype: "f32", shape: [2, 6], array: "Float32Array", length: 12 }
    },
    outputs: {
      tags: { name: "tags", dtype: "f32", shape: [2, 6, 5], array: "Float32Array", length: 60 },
      sentence: { name: "sentence", dtype: "f32", shape: [2, 5], array: "Float32Array", length: 10 }
    }
  }
];
var Tagger = class {
  /** What computes. */
  engine = "ts";
  /** Where `run` puts results unless it is given other arrays: one row for each of `buckets`. */
  outputs;
  buffers_batch1_seq4;
  buffers_batch1_seq6;
  buffers_batch2_seq4;
  buffers_batch2_seq6;
  /** Made by `load`. */
  constructor(weights) {
    const arena = new ArrayBuffer(memory.arena);
    this.buffers_batch1_seq4 = makeBuffers_batch1_seq4(arena, weights);
    this.buffers_batch1_seq6 = makeBuffers_batch1_seq6(arena, weights);
    this.buffers_batch2_seq4 = makeBuffers_batch2_seq4(arena, weights);
    this.buffers_batch2_seq6 = makeBuffers_batch2_seq6(arena, weights);
    const results = [240, 40].map((bytes) => new ArrayBuffer(bytes));
    this.outputs = [
      { tags: new Float32Array(results[0], 0, 20), sentence: new Float32Array(results[1], 0, 5) },
      { tags: new Float32Array(results[0], 0, 30), sentence: new Float32Array(results[1], 0, 5) },
      { tags: new Float32Array(results[0], 0, 40), sentence: new Float32Array(results[1], 0, 10) },
      { tags: new Float32Array(results[0], 0, 60), sentence: new Float32Array(results[1], 0, 10) }
    ];
  }
  /**
   * words f32[batch,seq,8], weight f32[batch,seq] -> tags f32[batch,seq,5], sentence f32[batch,5].
   * Runs the bucket of `dims`; they may be left out where the lengths of the inputs say which it is. Throws a RangeError where there is none.
   * Results go to `outputs`, this instance's own arrays unless others are given: those hold until the next `run`. Allocates nothing.
   * Throws a TypeError when a name, an element type or a length is not as the signature says.
   */
  run(inputs, dims, outputs) {
    const bucket = bucketOf(inputs, dims);
    const row = buckets[bucket];
    checkArray("input", "words", inputs, inputs.words, row.inputs.words);
    checkArray("input", "weight", inputs, inputs.weight, row.inputs.weight);
    if (outputs === void 0) outputs = this.outputs[bucket];
    else {
      checkArray("output", "tags", outputs, outputs.tags, row.outputs.tags);
      checkArray("output", "sentence", outputs, outputs.sentence, row.outputs.sentence);
    }
    switch (bucket) {
      case 0: {
        const b = this.buffers_batch1_seq4;
        matmul_add_4x8_to_4x8_k8(inputs.words, b.k_weight, b.bias, b.k);
        transpose_8x4(b.k, b.Transpose);
        matmul_add_4x8_to_4x8_k8(inputs.words, b.q_weight, b.q_bias, b.q);
        matmul_mul_4x8_to_4x4_k8(b.q, b.Transpose, b.constant, b.Mul);
        softmax_max_4x4_to_4x1_k4(b.Mul, b.max);
        softmax_exp_4x4(b.max, b.Mul);
        softmax_sum_4x4_to_4x1_k4(b.Mul, b.sum);
        softmax_4x4(b.sum, b.Mul);
        matmul_add_4x8_to_4x8_k8(inputs.words, b.v_weight, b.v_bias, b.v);
        matmul_4x4_to_4x8_k4(b.Mul, b.v, b.MatMul_2);
        add_4x8(inputs.words, b.MatMul_2, b.Add_output_0);
        mean_4x8_to_4_k8(b.Add_output_0, b.mean);
        inverse_deviation_4x8_to_4_k8(b.Add_output_0, b.mean, b.inverse_deviation);
        layer_norm_4x8(b.mean, b.inverse_deviation, b.norm_weight, b.norm_bias, b.Add_output_0);
        matmul_add_relu_4x8_to_4x8_k8(b.Add_output_0, b.hidden_weight, b.hidden_bias, b.hidden);
        matmul_add_4x8_to_4x5_k8(b.hidden, b.score_weight, b.score_bias, outputs.tags);
        mul_reduce_sum_4x5_to_5_k4(outputs.tags, inputs.weight, b.pool);
        gemm_5_to_5_k5(b.pool, b.verdict_weight, b.verdict_bias, outputs.sentence);
        break;
      }
      case 1: {
        const b = this.buffers_batch1_seq6;
        matmul_add_6x8_to_6x8_k8(inputs.words, b.k_weight, b.bias, b.k);
        transpose_8x6(b.k, b.Transpose);
        matmul_add_6x8_to_6x8_k8(inputs.words, b.q_weight, b.q_bias, b.q);
        matmul_mul_6x8_to_6x6_k8(b.q, b.Transpose, b.constant, b.Mul);
        softmax_max_6x6_to_6x1_k6(b.Mul, b.max);
        softmax_exp_6x6(b.max, b.Mul);
        softmax_sum_6x6_to_6x1_k6(b.Mul, b.sum);
        softmax_6x6(b.sum, b.Mul);
        matmul_add_6x8_to_6x8_k8(inputs.words, b.v_weight, b.v_bias, b.v);
        matmul_6x6_to_6x8_k6(b.Mul, b.v, b.MatMul_2);
        add_6x8(inputs.words, b.MatMul_2, b.Add_output_0);
        mean_6x8_to_6_k8(b.Add_output_0, b.mean);
        inverse_deviation_6x8_to_6_k8(b.Add_output_0, b.mean, b.inverse_deviation);
        layer_norm_6x8(b.mean, b.inverse_deviation, b.norm_weight, b.norm_bias, b.Add_output_0);
        matmul_add_relu_6x8_to_6x8_k8(b.Add_output_0, b.hidden_weight, b.hidden_bias, b.hidden);
        matmul_add_6x8_to_6x5_k8(b.hidden, b.score_weight, b.score_bias, outputs.tags);
        mul_reduce_sum_6x5_to_5_k6(outputs.tags, inputs.weight, b.pool);
        gemm_5_to_5_k5(b.pool, b.verdict_weight, b.verdict_bias, outputs.sentence);
        break;
      }
      case 2: {
        const b = this.buffers_batch2_seq4;
        matmul_add_2x4x8_to_2x4x8_k8(inputs.words, b.k_weight, b.bias, b.k);
        transpose_2x1x8x4(b.k, b.Transpose);
        matmul_add_2x4x8_to_2x4x8_k8(inputs.words, b.q_weight, b.q_bias, b.q);
        matmul_mul_2x1x4x8_to_2x1x4x4_k8(b.q, b.Transpose, b.constant, b.Mul);
        softmax_max_2x1x4x4_to_2x1x4x1_k4(b.Mul, b.max);
        softmax_exp_2x1x4x4(b.max, b.Mul);
        softmax_sum_2x1x4x4_to_2x1x4x1_k4(b.Mul, b.sum);
        softmax_2x1x4x4(b.sum, b.Mul);
        matmul_add_2x4x8_to_2x4x8_k8(inputs.words, b.v_weight, b.v_bias, b.v);
        matmul_2x1x4x4_to_2x1x4x8_k4(b.Mul, b.v, b.MatMul_2);
        add_2x4x8(inputs.words, b.MatMul_2, b.Add_output_0);
        mean_2x4x8_to_2x4_k8(b.Add_output_0, b.mean);
        inverse_deviation_2x4x8_to_2x4_k8(b.Add_output_0, b.mean, b.inverse_deviation);
        layer_norm_2x4x8(b.mean, b.inverse_deviation, b.norm_weight, b.norm_bias, b.Add_output_0);
        matmul_add_relu_2x4x8_to_2x4x8_k8(b.Add_output_0, b.hidden_weight, b.hidden_bias, b.hidden);
        matmul_add_2x4x8_to_2x4x5_k8(b.hidden, b.score_weight, b.score_bias, outputs.tags);
        mul_reduce_sum_2x4x5_to_2x5_k4(outputs.tags, inputs.weight, b.pool);
        gemm_2x5_to_2x5_k5(b.pool, b.verdict_weight, b.verdict_bias, outputs.sentence);
        break;
      }
      case 3: {
        const b = this.buffers_batch2_seq6;
        matmul_add_2x6x8_to_2x6x8_k8(inputs.words, b.k_weight, b.bias, b.k);
        transpose_2x1x8x6(b.k, b.Transpose);
        matmul_add_2x6x8_to_2x6x8_k8(inputs.words, b.q_weight, b.q_bias, b.q);
        matmul_mul_2x1x6x8_to_2x1x6x6_k8(b.q, b.Transpose, b.constant, b.Mul);
        softmax_max_2x1x6x6_to_2x1x6x1_k6(b.Mul, b.max);
        softmax_exp_2x1x6x6(b.max, b.Mul);
        softmax_sum_2x1x6x6_to_2x1x6x1_k6(b.Mul, b.sum);
        softmax_2x1x6x6(b.sum, b.Mul);
        matmul_add_2x6x8_to_2x6x8_k8(inputs.words, b.v_weight, b.v_bias, b.v);
        matmul_2x1x6x6_to_2x1x6x8_k6(b.Mul, b.v, b.MatMul_2);
        add_2x6x8(inputs.words, b.MatMul_2, b.Add_output_0);
        mean_2x6x8_to_2x6_k8(b.Add_output_0, b.mean);
        inverse_deviation_2x6x8_to_2x6_k8(b.Add_output_0, b.mean, b.inverse_deviation);
        layer_norm_2x6x8(b.mean, b.inverse_deviation, b.norm_weight, b.norm_bias, b.Add_output_0);
        matmul_add_relu_2x6x8_to_2x6x8_k8(b.Add_output_0, b.hidden_weight, b.hidden_bias, b.hidden);
        matmul_add_2x6x8_to_2x6x5_k8(b.hidden, b.score_weight, b.score_bias, outputs.tags);
        mul_reduce_sum_2x6x5_to_2x5_k6(outputs.tags, inputs.weight, b.pool);
        gemm_2x5_to_2x5_k5(b.pool, b.verdict_weight, b.verdict_bias, outputs.sentence);
        break;
      }
    }
    return outputs;
  }
};
async function load() {
  const weights = new ArrayBuffer(memory.weights);
  const file = new Uint8Array(weights);
  decodeBase64(weightsParts, file);
  checkWeights(file, memory.fingerprint);
  return new Tagger(weights);
}
function loadSync() {
  const weights = new ArrayBuffer(memory.weights);
  const file = new Uint8Array(weights);
  decodeBase64(weightsParts, file);
  checkWeights(file, memory.fingerprint);
  return new Tagger(weights);
}
function checkArray(kind, name, given, array, expected) {
  if (array != null && array[Symbol.toStringTag] === expected.array && array.length === expected.length) return;
  const wanted = `${kind} "${name}" is ${expected.dtype}[${expected.shape.join(",")}]; expected ${expected.array} of ${expected.length}`;
  if (array === void 0) throw new TypeError(`${modelName}: ${wanted}, given ${Object.keys(given).join(", ") || "nothing"}`);
  const type = array === null ? "null" : array[Symbol.toStringTag] ?? typeof array;
  throw new TypeError(`${modelName}: ${wanted}, given ${type}${array?.length === void 0 ? "" : ` of ${array.length}`}`);
}
function bucketOf(inputs, dims) {
  let found = -1;
  for (let i = 0; i < buckets.length; i++) {
    const row = buckets[i];
    const fits = dims === void 0 ? inputs.words?.length === row.inputs.words.length && inputs.weight?.length === row.inputs.weight.length : dims.batch === row.dims.batch && dims.seq === row.dims.seq;
    if (fits && found >= 0) throw new TypeError(`${modelName}: several buckets take inputs of these lengths; give dims, one of ${bucketNames()}`);
    if (fits) found = i;
  }
  if (found >= 0) return found;
  const given = dims === void 0 ? "inputs of these lengths" : namesOf(dims);
  throw new RangeError(`${modelName}: there is no bucket for ${given}; there are ${bucketNames()}`);
}
var namesOf = (dims) => Object.entries(dims).map(([name, value]) => `${name}=${value}`).join(" ");
function bucketNames() {
  return buckets.map((row) => {
    const inputs = Object.values(row.inputs);
    return `${namesOf(row.dims)} (${inputs.map((x) => `${x.name} ${x.dtype}[${x.shape.join(",")}]`).join(", ")})`;
  }).join("; ");
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
  "YW90Lnd0czFGcdCrjXniuoAHAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAExeHz7c6Bu/ibAJPYDTFj9M2hI/Z0OJvv6DDT7Ya4o+MR+6vegkGz+GYmC94flgvOhp4r5Sb/G97lGeviKo2L5L11m8AaUHv3kpBL7Kfqc+k0eGvv3Xwb6/Xg+/biW2vVK04j21S7s+fqGAvt2wuL4HUUY+uSxnPcQPoj59oMC+sIyKPkYUZr13kak+tg0bP8J0o75bKKE+VWzZvhGRXb7gudm91UKdvjAq2r6OyI0+THy/PcDD6b51k5O+qH0Nv+hHGT5NXeU+dvujvtNvGT945Ig+YhD1vRTad76MQF4+aOoNP6C6BD85unE+qFUDP6m00T76BQg/KIvxvidmEL+LA5c9hl0ovYAmnD0q1wM704qyPdFwJz15s4i9idcQPQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAZr0MP7PP5r4w1RU/eVDTvoYEDL72yu++Bbb3vShSXL5ml0U+7uM1PAc+Hj1I5wS/ryHBPtoh3j6Feo6+0obSvl++dr6UDPc++riDvhNo375H3EE+3R12PVr0W764Lu6+Aufgvk6gB79qynm+nzxcPlzuPT7NRPC+nvMjPAEj6TxMsrS+jjq3PolMm76KJho/7FgOP5oF6D7hmhu/lMzGvuLgE79i1Bc/uY5VvuZgij4FI+U+wK7+vsFinL7z3uc+mh65PhP+tj7oEq++zSv9vuID3L4ZGeW9AnpVPWNhhb6IIfE+JIdrvtJEAD+u2OI++sMmPmAHVD6Hc6a+WusRvjauHb2M+3G9pY9AvbiGsD2X+b49Y1KLvZGKC72/Zq29AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAwSxG/8NuxPnWHDb4Ls6C+z3fcvvhmyT7X23C+aRb2PqPRAT29A7W9dr1pPvKXQr6SvZ++lss0PWKKpD55kbg+4+gMvwi2tr6eMiU+TQ43PodjE7+63lm+1qmxvSQJ6T40ojo+/iIxvlFbNr7wCP49w4AYv+fWBD+GEEk95KaqPeXEMj4qieu+0sEGvzgNxT4s0uC+ygqEPuoyjL4DbjE+z2aBvkG5ZD2/bAU/DiYGv4F29L6U18y+xudiPmyFDr+fcw09LcMWvqEwrj5Nm5S+gZICv/1KHD+sxhU/rSkYv9BB4j4OG/O+Mh8IvubEBj5BZvE828wQvqJMhT5BMeW++MQwvcHUvj3zmMI8Qy8HPPhqu72axom9tjHLPPA1V70AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAPMEtT4AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB2uVw/0SyHP6K4hT9yxE4/aLJTP2z/Tz+b93U/IAuJPwAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA4M36PPdzdD0MKO0846YOPbm2uz2OlsO9k4uWPdPMqz0AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAJV7FL+b6so+ZnBOPRYMoj19CR2+njr2vjuNAr87SWc+uOIbvlcaGL9Qr/47hSZ+PWh/aT4daeI+KwR5uzp5pz5SQQi/Vhj9veyXkz6i+Lm+vB7rPs8OsD5rIP2+SEjGvq/lfT7nMBK/ema9PmBjDz9RBk2+6LQAPyaI2z4DgyA+xiIfvV0p9z3WhKC91e64vn/R3r7Lcwk/iGw3Ppk5Dr9OZPY9PQjlPQlQ176MWNm+QHcOP8tgjr7T2Ri/2aLKu03QV74WYhU/ApojPkMky7wS6Bu/aAEnPkOREr9HH7M+XjEUP9koyb5RDDk+1+rxPr0R3z0XvtQ9m//svV0sED7AbV88SRdpPexamD0mtrC8jGlUPax+MD1xYlO9YYGLvQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAARjP2PmaVEL68IA4/DvsRPBjBMj6+ALC9tsXzvhXboz6x+h8+s0OrPvbo6740gBq/rZ6zPnXNrz4z4K6+sv5ivlYGmj7WERK/xXqmvgHwC7/NsHO+CwYJPyWhZr5ai+e9DKhWPlYC3778uDQ+brm4Ph3NSz6HahS9m9L5vle85b1YYAI/FcQ0vdZ9AD9Huxs/l90GPiCavb4a8S0+nWEWPgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA7dWaPO8Zpz2PEdm8hGypPS8cub0AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAK2nn72ku8u+h+hAv4SesTuW13u9K6HqPkJxmL6cBPU+HyghP5e08L0c6ve+XjGsPY8Rdz2Vske+V/o2Pxvjbz5gdME8/MbFvJwkNr/nBRy+51byvvyboT2qbTe/8UO2PRN8fL4AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAYKRJPMa5X7336pO9FbE4vejHHr0AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=="
];
export {
  Tagger,
  buckets,
  load,
  loadSync
};
