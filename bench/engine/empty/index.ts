import "@pulumi/aws";
import "@pulumi/azure-native";
import "@pulumi/eks";
import "@pulumi/gcp";
import "@pulumi/kubernetes";
