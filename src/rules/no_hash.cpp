// SPDX-License-Identifier: BSL-1.0
// In place of hash.cpp in a build that leaves OpenSSL out.
#include <jsonrpcclient/error.hpp>

#include "rules/hash.hpp"

namespace jsonrpcclient::detail {
namespace {

[[noreturn]] void refuse()
{
    throw client_error(errc::invalid_config, delivery::not_sent,
                       "this build of the library has no Digest authentication");
}

} // namespace

bool has_hashes() noexcept { return false; }

std::string hash_hex(hash_algorithm, std::string_view) { refuse(); }
std::string random_hex(std::size_t) { refuse(); }

} // namespace jsonrpcclient::detail
