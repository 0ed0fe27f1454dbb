// SPDX-License-Identifier: BSL-1.0
#include "target_certificate.hpp"

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>
#include <stdexcept>

namespace bench {

void use_own_certificate(boost::asio::ssl::context& context)
{
    std::unique_ptr<EVP_PKEY, decltype(&::EVP_PKEY_free)> key(EVP_EC_gen("P-256"), &::EVP_PKEY_free);
    std::unique_ptr<X509, decltype(&::X509_free)> certificate(::X509_new(), &::X509_free);
    auto* made = certificate.get();
    auto* name = ::X509_get_subject_name(made);
    auto* text = reinterpret_cast<const unsigned char*>("localhost");
    bool is_made = ::X509_set_version(made, X509_VERSION_3) && ::ASN1_INTEGER_set(::X509_get_serialNumber(made), 1) &&
                   ::X509_gmtime_adj(::X509_getm_notBefore(made), -60) &&
                   ::X509_gmtime_adj(::X509_getm_notAfter(made), 24 * 60 * 60) &&
                   ::X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, text, -1, -1, 0) &&
                   ::X509_set_issuer_name(made, name) && ::X509_set_pubkey(made, key.get()) &&
                   ::X509_sign(made, key.get(), ::EVP_sha256()) &&
                   ::SSL_CTX_use_certificate(context.native_handle(), made) &&
                   ::SSL_CTX_use_PrivateKey(context.native_handle(), key.get());
    if (!is_made)
        throw std::runtime_error("a certificate cannot be made");
}

} // namespace bench
