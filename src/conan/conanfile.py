# SPDX-License-Identifier: BSL-1.0
# A recipe for Conan 2 that builds this checkout: conan create FOLDER/src/conan --build=missing
import os
import re

from conan import ConanFile
from conan.tools.build import check_min_cppstd
from conan.tools.cmake import CMake, CMakeDeps, CMakeToolchain, cmake_layout
from conan.tools.files import copy, load, rmdir


class JsonrpcclientConan(ConanFile):
    name = "jsonrpcclient"
    description = "An awaitable JSON-RPC client on Boost.Asio"
    license = "BSL-1.0"
    topics = ("json-rpc", "asio", "coroutines", "http", "websocket")
    package_type = "library"
    settings = "os", "arch", "compiler", "build_type"
    options = {"shared": [True, False], "fPIC": [True, False], "tls": [True, False]}
    default_options = {"shared": False, "fPIC": True, "tls": True}
    implements = ["auto_shared_fpic"]

    @property
    def checkout(self):
        return os.path.join(self.recipe_folder, "..", "..")

    def set_version(self):
        header = load(self, os.path.join(self.checkout, "include", "jsonrpcclient", "version.hpp"))
        self.version = re.search(r'define JSONRPCCLIENT_VERSION "(.*)"', header).group(1)

    def export_sources(self):
        for pattern in ("CMakeLists.txt", "include/*", "src/*"):
            copy(self, pattern, self.checkout, self.export_sources_folder)

    def requirements(self):
        self.requires("boost/[>=1.81 <2]", transitive_headers=True, transitive_libs=True)
        self.requires("zlib/[>=1.2.11 <2]")
        if self.options.tls:
            self.requires("openssl/[>=3 <4]")

    def validate(self):
        check_min_cppstd(self, 20)

    def layout(self):
        cmake_layout(self)

    def generate(self):
        toolchain = CMakeToolchain(self)
        toolchain.cache_variables["JSONRPCCLIENT_TLS"] = bool(self.options.tls)
        toolchain.cache_variables["JSONRPCCLIENT_BUILD_EXAMPLES"] = False
        toolchain.generate()
        CMakeDeps(self).generate()

    def build(self):
        cmake = CMake(self)
        cmake.configure()
        cmake.build()

    def package(self):
        CMake(self).install()
        # Those that Conan writes for the user's project know where the dependencies are.
        rmdir(self, os.path.join(self.package_folder, "lib", "cmake"))
        rmdir(self, os.path.join(self.package_folder, "lib", "pkgconfig"))

    def package_info(self):
        self.cpp_info.libs = ["jsonrpcclient"]
        self.cpp_info.set_property("cmake_file_name", "jsonrpcclient")
        self.cpp_info.set_property("cmake_target_name", "jsonrpcclient::jsonrpcclient")
        self.cpp_info.set_property("pkg_config_name", "jsonrpcclient")
        self.cpp_info.requires = ["boost::headers", "boost::json", "boost::url", "zlib::zlib"]
        if self.options.tls:
            self.cpp_info.requires.append("openssl::ssl")
