# SPDX-License-Identifier: BSL-1.0
# A port of vcpkg that builds this checkout: vcpkg install jsonrpcclient --overlay-ports=FOLDER/src/vcpkg
get_filename_component(SOURCE_PATH "${CMAKE_CURRENT_LIST_DIR}/../.." ABSOLUTE)

vcpkg_check_features(OUT_FEATURE_OPTIONS features FEATURES tls JSONRPCCLIENT_TLS)
vcpkg_cmake_configure(SOURCE_PATH "${SOURCE_PATH}" OPTIONS ${features} -DJSONRPCCLIENT_BUILD_EXAMPLES=OFF)
vcpkg_cmake_install()
vcpkg_cmake_config_fixup(PACKAGE_NAME jsonrpcclient CONFIG_PATH lib/cmake/jsonrpcclient)
vcpkg_fixup_pkgconfig()
file(REMOVE_RECURSE "${CURRENT_PACKAGES_DIR}/debug/include")
file(WRITE "${CURRENT_PACKAGES_DIR}/share/${PORT}/copyright" "Boost Software License 1.0: https://www.boost.org/LICENSE_1_0.txt\n")
