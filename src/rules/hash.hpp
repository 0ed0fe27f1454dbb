// SPDX-License-Identifier: BSL-1.0
// Hashes and random numbers, for Digest authentication. Those of OpenSSL, or no_hash.cpp in a build without it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace jsonrpcclient::detail {

enum class hash_algorithm
{
    md5 = 1,
    sha256
};

// Whether this build has them. Without, the functions below throw `errc::invalid_config`.
bool has_hashes() noexcept;

// The hash in lower-case hexadecimal digits. Throws std::runtime_error if OpenSSL was told not to have it, as MD5 by
// FIPS.
std::string hash_hex(hash_algorithm algorithm, std::string_view bytes);

// So many bytes that nobody can guess, in hexadecimal digits.
std::string random_hex(std::size_t bytes);

} // namespace jsonrpcclient::detail
