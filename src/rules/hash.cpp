// SPDX-License-Identifier: BSL-1.0
#include "rules/hash.hpp"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <memory>
#include <new>
#include <stdexcept>

namespace jsonrpcclient::detail {
namespace {

struct context_deleter
{
    void operator()(::EVP_MD_CTX* context) const noexcept { ::EVP_MD_CTX_free(context); }
};

std::string hexadecimal(const unsigned char* bytes, std::size_t size)
{
    constexpr char digits[] = "0123456789abcdef";
    std::string text;
    text.reserve(2 * size);
    for (std::size_t i = 0; i != size; ++i)
    {
        text += digits[bytes[i] >> 4];
        text += digits[bytes[i] & 15];
    }
    return text;
}

[[noreturn]] void fail(const char* what)
{
    // What OpenSSL noted would be taken for the reason of a later failure of TLS.
    ::ERR_clear_error();
    throw std::runtime_error(what);
}

} // namespace

bool has_hashes() noexcept { return true; }

std::string hash_hex(hash_algorithm algorithm, std::string_view bytes)
{
    std::unique_ptr<::EVP_MD_CTX, context_deleter> context(::EVP_MD_CTX_new());
    if (!context)
        throw std::bad_alloc();
    bool is_md5 = algorithm == hash_algorithm::md5;
    unsigned char hash[EVP_MAX_MD_SIZE];
    unsigned int size = 0;
    if (!::EVP_DigestInit_ex(context.get(), is_md5 ? ::EVP_md5() : ::EVP_sha256(), nullptr) ||
        !::EVP_DigestUpdate(context.get(), bytes.data(), bytes.size()) ||
        !::EVP_DigestFinal_ex(context.get(), hash, &size))
        fail(is_md5 ? "OpenSSL has no MD5 here, as where FIPS forbids it" : "OpenSSL has no SHA-256 here");
    return hexadecimal(hash, size);
}

std::string random_hex(std::size_t bytes)
{
    std::string random(bytes, '\0');
    auto data = reinterpret_cast<unsigned char*>(random.data());
    if (::RAND_bytes(data, static_cast<int>(bytes)) != 1)
        fail("OpenSSL has no random numbers here");
    return hexadecimal(data, bytes);
}

} // namespace jsonrpcclient::detail
