// SPDX-License-Identifier: BSL-1.0
#include "support/certificates.hpp"

#include "support/temporary_folder.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <memory>
#include <stdexcept>

namespace test {

namespace {

template <auto Free>
struct freed_by
{
    template <class T>
    void operator()(T* object) const
    {
        Free(object);
    }
};

using key_ptr = std::unique_ptr<EVP_PKEY, freed_by<EVP_PKEY_free>>;
using certificate_ptr = std::unique_ptr<X509, freed_by<X509_free>>;
using extension_ptr = std::unique_ptr<X509_EXTENSION, freed_by<X509_EXTENSION_free>>;
using file_ptr = std::unique_ptr<std::FILE, freed_by<std::fclose>>;

template <class T>
T made(T result)
{
    if (!result)
        throw std::runtime_error("a certificate cannot be made");
    return result;
}

struct identity
{
    key_ptr key;
    certificate_ptr certificate;
};

constexpr long day = 24 * 60 * 60;
constexpr const char* here = "DNS:localhost,IP:127.0.0.1,IP:::1";

// What differs between the certificates.
struct wish
{
    const char* name;
    const char* hosts = here;       // None for an authority and for a client.
    const char* use = "serverAuth";   // None for an authority.
    long first_day = -1;
    long last_day = 1;
};

void extend(X509* certificate, X509* issuer, int type, const char* value)
{
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    extension_ptr extension(made(X509V3_EXT_conf_nid(nullptr, &context, type, value)));
    made(X509_add_ext(certificate, extension.get(), -1));
}

// Signed by `signer`, or by itself if there is none.
identity make(const wish& wanted, const identity* signer)
{
    static long serial = 0;
    identity self;
    self.key.reset(made(EVP_EC_gen("P-256")));
    self.certificate.reset(made(X509_new()));
    auto* certificate = self.certificate.get();
    auto* issuer = signer ? signer->certificate.get() : certificate;
    made(X509_set_version(certificate, X509_VERSION_3));
    made(ASN1_INTEGER_set(X509_get_serialNumber(certificate), ++serial));
    made(X509_gmtime_adj(X509_getm_notBefore(certificate), wanted.first_day * day));
    made(X509_gmtime_adj(X509_getm_notAfter(certificate), wanted.last_day * day));
    made(X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_UTF8,
                                    reinterpret_cast<const unsigned char*>(wanted.name), -1, -1, 0));
    made(X509_set_issuer_name(certificate, X509_get_subject_name(issuer)));
    made(X509_set_pubkey(certificate, self.key.get()));
    extend(certificate, issuer, NID_subject_key_identifier, "hash");
    extend(certificate, issuer, NID_authority_key_identifier, "keyid");
    extend(certificate, issuer, NID_basic_constraints, wanted.use ? "critical,CA:FALSE" : "critical,CA:TRUE");
    extend(certificate, issuer, NID_key_usage,
           wanted.use ? "critical,digitalSignature" : "critical,keyCertSign,cRLSign");
    if (wanted.use)
        extend(certificate, issuer, NID_ext_key_usage, wanted.use);
    if (wanted.hosts)
        extend(certificate, issuer, NID_subject_alt_name, wanted.hosts);
    made(X509_sign(certificate, (signer ? signer : &self)->key.get(), EVP_sha256()));
    return self;
}

void write(const std::string& path, const identity& from, bool with_certificate, bool with_key)
{
    file_ptr file(made(std::fopen(path.c_str(), "w")));
    if (with_certificate)
        made(PEM_write_X509(file.get(), from.certificate.get()));
    if (with_key)
        made(PEM_write_PrivateKey(file.get(), from.key.get(), nullptr, nullptr, 0, nullptr, nullptr));
}

struct certificate_store
{
    certificate_store()
    {
        wish authority{"authority", nullptr, nullptr};
        auto signer = make(authority, nullptr);
        files.authority = folder.path("authority.pem");
        write(files.authority, signer, true, false);
        files.server = save({"server"}, &signer);
        files.client = save({"client", nullptr, "clientAuth"}, &signer);
        files.expired = save({"expired", here, "serverAuth", -2, -1}, &signer);
        files.wrong_host = save({"wrong-host", "DNS:elsewhere.invalid,IP:127.0.0.2"}, &signer);
        files.self_signed = save({"self-signed"}, nullptr);
        files.without_hosts = save({"localhost", nullptr}, &signer);
    }

    certificate_files save(const wish& wanted, const identity* signer)
    {
        auto own = make(wanted, signer);
        certificate_files names;
        names.certificate = folder.path(std::string(wanted.name) + ".pem");
        names.key = folder.path(std::string(wanted.name) + ".key");
        names.both = folder.path(std::string(wanted.name) + "-and-key.pem");
        write(names.certificate, own, true, false);
        write(names.key, own, false, true);
        write(names.both, own, true, true);
        return names;
    }

    temporary_folder folder;
    certificate_set files;
};

} // namespace

const certificate_set& certificates()
{
    static const certificate_store store;
    return store.files;
}

} // namespace test
